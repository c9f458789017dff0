//! Follows the elements of a TTML file and collects its paragraphs.

use std::collections::HashMap;

use super::interval::{Interval, StatedTimes, TimeBase, TimeContainer};
use super::paragraph::{CueId, Paragraph};
use super::rates::Rates;
use super::speakers::push_paragraphs;
use crate::language::LanguageTag;
use crate::transcript::assemble::Assembler;
use crate::transcript::warning::{Place, Warning};
use crate::xml::XmlElement;

/// Elements whose text nobody says, wherever they stand.
const DESCRIPTIONS: [&str; 7] = [
    "metadata",
    "title",
    "desc",
    "copyright",
    "agent",
    "name",
    "actor",
];

/// Reads elements and texts one by one.
pub(super) struct TtmlReader {
    base: TimeBase,
    /// Whether the file says, or shows, that its times count from the start of the recording.
    counts_from_recording: bool,
    assembler: Assembler,
    rates: Rates,
    open: Vec<OpenElement>,
    /// The names of agents by their id.
    names: HashMap<String, String>,
    /// The id of the agent whose names are read.
    agent: String,
    paragraphs: Vec<Paragraph>,
    is_in_paragraph: bool,
}

/// An element that is open.
struct OpenElement {
    kind: ElementKind,
    /// The id of the agent that speaks in it.
    agent: Option<String>,
    interval: Interval,
    /// The innermost element with times that it is or stands in, inside a paragraph.
    cue: Option<CueId>,
}

/// The elements that matter.
#[derive(Clone, Copy, PartialEq)]
enum ElementKind {
    Agent,
    Name,
    /// Text that nobody says.
    Description,
    Paragraph,
    /// A span with times or a unit.
    Unit,
    Other,
}

impl TtmlReader {
    pub(super) fn new(base: TimeBase) -> Self {
        Self {
            base,
            counts_from_recording: false,
            assembler: Assembler::default(),
            rates: Rates::default(),
            open: Vec::new(),
            names: HashMap::new(),
            agent: String::new(),
            paragraphs: Vec::new(),
            is_in_paragraph: false,
        }
    }

    /// Returns whether the times count from the start of the recording.
    pub(super) fn counts_from_recording(&self) -> bool {
        self.counts_from_recording
    }

    /// Returns the turns of all paragraphs.
    pub(super) fn finish(mut self) -> Assembler {
        push_paragraphs(&mut self.assembler, self.paragraphs, &self.names);
        self.assembler
    }

    pub(super) fn open(&mut self, element: &XmlElement<'_>, place: Place) {
        if element.name() == "tt" {
            self.read_root(element);
        }
        let parent = self.open.last();
        let around = parent.map_or_else(Interval::recording, |parent| parent.interval);
        let around_cue = parent.and_then(|parent| parent.cue);
        let inherited = parent.and_then(|parent| parent.agent.clone());
        let (kind, stated) = self.kind(element, place);
        let container = match element.attribute("timeContainer").as_deref() {
            Some("seq") => TimeContainer::Sequence,
            _ => TimeContainer::Parallel,
        };
        let interval = around.child(&stated, container, self.base);
        let refuted = stated.begin_ms.is_some_and(|begin| around.refutes(begin));
        self.counts_from_recording |= refuted && self.base == TimeBase::Parent;
        let agent = element
            .attribute("agent")
            .filter(|_| kind != ElementKind::Description);
        let mut opened = OpenElement {
            kind,
            agent: agent.or(inherited),
            interval,
            cue: around_cue,
        };
        if let Some(paragraph) = self.paragraphs.last_mut().filter(|_| self.is_in_paragraph) {
            let has_times = interval.times().start_ms.is_some();
            let is_own = kind == ElementKind::Paragraph || interval.states_times();
            if matches!(kind, ElementKind::Paragraph | ElementKind::Unit) && is_own && has_times {
                opened.cue = Some(paragraph.begin_cue(interval.times(), around_cue));
            }
            match element.attribute("unit").as_deref() {
                Some("word") if kind == ElementKind::Unit => {
                    paragraph.begin_word(opened.agent.as_deref(), opened.cue);
                }
                Some("sentence") if kind == ElementKind::Unit => {
                    paragraph.end_piece();
                    paragraph.space();
                }
                _ => {}
            }
        }
        self.open.push(opened);
        if element.name() == "br" {
            self.push_text("\n");
        }
    }

    /// Reads what the root says of all times.
    fn read_root(&mut self, root: &XmlElement<'_>) {
        self.rates = Rates::of(root);
        let language = root.attribute("lang");
        self.assembler.language = language.and_then(|tag| LanguageTag::stated(&tag));
        let is = |name: &str, value: &str| root.attribute(name).as_deref() == Some(value);
        let has_gaps = is("timeBase", "smpte") && !is("markerMode", "continuous");
        self.counts_from_recording |= has_gaps || root.attribute("timing").is_some();
    }

    /// Returns what an element is, and its times. Begins a paragraph.
    fn kind(&mut self, element: &XmlElement<'_>, place: Place) -> (ElementKind, StatedTimes) {
        let parent = self.open.last().map(|parent| parent.kind);
        let is_described = parent == Some(ElementKind::Description);
        let unit = element.attribute("unit");
        let kind = match element.name() {
            "agent" if !self.is_in_paragraph => {
                self.agent = element.attribute("id").unwrap_or_default();
                ElementKind::Agent
            }
            // Of several names the first is the full one.
            "name" if parent == Some(ElementKind::Agent) => {
                match self.names.contains_key(&self.agent) {
                    true => ElementKind::Description,
                    false => ElementKind::Name,
                }
            }
            name if is_described || DESCRIPTIONS.contains(&name) => ElementKind::Description,
            "p" if !self.is_in_paragraph => {
                self.paragraphs.push(Paragraph::new(place));
                self.is_in_paragraph = true;
                ElementKind::Paragraph
            }
            "body" | "div" => ElementKind::Other,
            "span" if self.is_in_paragraph => ElementKind::Unit,
            _ => return (ElementKind::Other, StatedTimes::default()),
        };
        let is_timed = !matches!(
            kind,
            ElementKind::Agent | ElementKind::Name | ElementKind::Description
        );
        if !is_timed {
            return (kind, StatedTimes::default());
        }
        let is_unit = matches!(unit.as_deref(), Some("word" | "sentence"));
        self.counts_from_recording |= is_unit && self.base == TimeBase::Parent;
        let stated = self.stated_times(element, place);
        let states_none = stated
            .begin_ms
            .or(stated.end_ms)
            .or(stated.duration_ms)
            .is_none();
        match kind == ElementKind::Unit && states_none && !is_unit {
            true => (ElementKind::Other, stated),
            false => (kind, stated),
        }
    }

    pub(super) fn close(&mut self) {
        let Some(closed) = self.open.pop() else {
            return;
        };
        if let Some(parent) = self.open.last_mut() {
            parent.interval.close_child(&closed.interval);
        }
        if let Some(paragraph) = self.paragraphs.last_mut() {
            match closed.kind {
                ElementKind::Unit => paragraph.end_piece(),
                ElementKind::Paragraph => {
                    paragraph.finish();
                    self.is_in_paragraph = false;
                }
                _ => {}
            }
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        // Line ends in the file are spaces, unlike `br`.
        self.push_text(&text.replace(['\n', '\r'], " "));
    }

    fn push_text(&mut self, text: &str) {
        let Some(around) = self.open.last() else {
            return;
        };
        let paragraph = self.paragraphs.last_mut().filter(|_| self.is_in_paragraph);
        match (around.kind, paragraph) {
            (ElementKind::Description, _) => {}
            (ElementKind::Name, _) if !text.trim().is_empty() => {
                let name = self.names.entry(self.agent.clone()).or_default();
                name.push_str(text);
            }
            (_, Some(paragraph)) => paragraph.text(text, around.agent.as_deref(), around.cue),
            _ => {}
        }
    }

    /// Returns the times that an element states. Warns of a time that cannot be read.
    fn stated_times(&mut self, element: &XmlElement<'_>, place: Place) -> StatedTimes {
        let mut time = |name: &str| {
            let text = element.attribute(name)?;
            let time_ms = self.rates.parse_time(&text);
            if time_ms.is_none() {
                self.assembler.warn(Warning::unreadable_time(place, &text));
            }
            time_ms
        };
        StatedTimes {
            begin_ms: time("begin"),
            end_ms: time("end"),
            duration_ms: time("dur"),
        }
    }
}
