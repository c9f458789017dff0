//! Handles OpenAI's chat protocol: any chat client gets quotations with sources.

mod answer;
mod completions;
mod openai;

pub(super) use completions::routes;
