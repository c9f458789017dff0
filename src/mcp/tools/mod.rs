//! Lists the tools; each has its own file.

mod ask;
mod fetch;
mod search;
mod segment;
mod speakers;
mod status;
mod transcripts;

use std::sync::LazyLock;

use super::entry::ToolEntry;

/// All tools, always in this order.
pub(super) static TOOLS: LazyLock<Vec<ToolEntry>> = LazyLock::new(|| {
    vec![
        ToolEntry::new::<ask::AskTool>(),
        ToolEntry::new::<search::SearchTool>(),
        ToolEntry::new::<fetch::FetchTool>(),
        ToolEntry::new::<segment::SegmentTool>(),
        ToolEntry::new::<transcripts::TranscriptsTool>(),
        ToolEntry::new::<speakers::SpeakersTool>(),
        ToolEntry::new::<status::StatusTool>(),
    ]
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_takes_and_returns_objects_and_only_reads() {
        for entry in TOOLS.iter() {
            let tool = &entry.listed;
            let output = tool.output_schema.as_ref().unwrap();
            assert_eq!(tool.input_schema["type"], "object", "{}", tool.name);
            assert_eq!(
                tool.input_schema["additionalProperties"], false,
                "{}",
                tool.name
            );
            assert_eq!(output["type"], "object", "{}", tool.name);
            let hints = tool.annotations.as_ref().unwrap();
            assert_eq!(hints.read_only_hint, Some(true));
            assert_eq!(hints.idempotent_hint, Some(true));
            assert_eq!(hints.destructive_hint, Some(false));
        }
    }
}
