//! Reads the options of `whosaid serve` for chatbots.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;

use crate::chat::ModelConfig;
use crate::server::ChatbotConfig;

// No `Debug`, which would show the key.
#[derive(Args)]
#[command(next_help_heading = "For chatbots")]
pub(crate) struct ChatbotArgs {
    /// The server's address as callers know it, for citations [default: http://HOST:PORT]
    #[arg(long, value_name = "URL", value_parser = web_address)]
    public_url: Option<String>,
    /// Another host name under which /mcp may be called; may be repeated
    #[arg(long, value_name = "HOST[:PORT]")]
    allow_host: Vec<String>,
    /// Another origin whose pages may call /mcp; may be repeated
    #[arg(long, value_name = "SCHEME://HOST:PORT", value_parser = web_address)]
    allow_origin: Vec<String>,
    /// A server with OpenAI's API, up to /v1, whose model writes the answers of
    /// /v1/chat/completions; each sentence is checked. Its key, if it needs one, is read from the
    /// environment variable WHOSAID_LLM_KEY
    #[arg(long, value_name = "URL", value_parser = web_address, requires = "llm_model")]
    llm_url: Option<String>,
    /// The model of that server
    #[arg(long, value_name = "NAME", requires = "llm_url")]
    llm_model: Option<String>,
    /// Seconds of silence after which quotes are given instead of the model's words
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u16).range(1..))]
    llm_timeout: u16,
    /// Read from the environment, since others can see a command line
    #[arg(long, env = "WHOSAID_LLM_KEY", hide = true, hide_env_values = true)]
    llm_key: Option<String>,
}

fn web_address(text: &str) -> Result<String, String> {
    let rest = text
        .strip_prefix("http://")
        .or(text.strip_prefix("https://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.starts_with('/') => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err("expected an address such as http://127.0.0.1:8080".into()),
    }
}

impl ChatbotArgs {
    /// Returns the settings of a server that listens on this address.
    pub(crate) fn config(self, listening: SocketAddr) -> ChatbotConfig {
        let own = (!listening.ip().is_unspecified()).then(|| listening.to_string());
        // `http:`, nothing, and the host.
        let public = self.public_url.as_deref();
        let public = public.and_then(|url| url.split('/').nth(2));
        let hosts = own.into_iter().chain(public.map(str::to_owned));
        let hosts = hosts.chain(self.allow_host).collect();
        let model = self.llm_url.zip(self.llm_model);
        ChatbotConfig {
            public_url: self.public_url.unwrap_or(format!("http://{listening}")),
            hosts,
            origins: self.allow_origin,
            model: model.map(|(url, name)| ModelConfig {
                url,
                name,
                key: self.llm_key.filter(|key| !key.is_empty()),
                patience: Duration::from_secs(self.llm_timeout.into()),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::web_address;

    #[test]
    fn an_address_is_of_the_web_and_ends_without_a_slash() {
        assert_eq!(web_address("http://a:1/v1/"), Ok("http://a:1/v1".into()));
        for wrong in ["", "a:1", "ftp://a", "http://", "https:///x"] {
            assert!(web_address(wrong).is_err(), "{wrong}");
        }
    }
}
