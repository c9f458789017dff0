//! Declares routes: the path, the handler, and what it takes and returns.

use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

use super::schemas::{SchemaOf, properties, titled};
use crate::server::http::problem::{self, Kind};
use crate::server::keys::KeyScope;
use crate::server::state::AppState;

/// Routes that belong together, and what they are about.
pub(crate) type Group = (&'static str, Vec<Route>);

/// A route. The methods add to [`Route::new`] what a route takes and returns.
pub(crate) struct Route {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub(super) method: &'static str,
    /// The path template: `/v1/transcripts/{id}`.
    pub(crate) path: &'static str,
    /// The `operationId`.
    pub(super) id: &'static str,
    pub(crate) handler: MethodRouter<AppState>,
    /// What it does, in a few words.
    pub(super) summary: &'static str,
    pub(super) description: &'static str,
    /// The scope of the key that a caller needs, where one is needed.
    pub(crate) scope: Option<KeyScope>,
    pub(super) query: Query,
    /// A schema and an example of `{id}` in the path.
    pub(super) path_parameter: Option<(Value, &'static str)>,
    pub(super) body: Option<Body>,
    pub(super) replies: Vec<Reply>,
    /// The problems that it may answer with.
    pub(super) problems: Vec<&'static Kind>,
    pub(super) error_format: ErrorFormat,
}

/// What the query of an address may contain.
pub(super) enum Query {
    Nothing,
    /// Each property of this schema at most once; examples by name.
    Only(SchemaOf, Value),
    /// Anything; it is ignored.
    Anything,
}

/// A request body.
pub(super) struct Body {
    pub(super) media_types: &'static [&'static str],
    pub(super) schema: SchemaOf,
    /// Bodies as they are sent, by name.
    pub(super) examples: Vec<(&'static str, Value)>,
}

/// A response, with a schema for each media type that it may have.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) description: &'static str,
    pub(super) content: Vec<(&'static str, SchemaOf)>,
}

/// The format of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ErrorFormat {
    Problem,
    OpenAi,
}

impl Route {
    /// Makes a route that everyone may call; its address is a method and a path: `POST /v1/ask`.
    pub(crate) fn new<T: 'static>(
        address: &'static str,
        id: &'static str,
        handler: impl Handler<T, AppState>,
    ) -> Self {
        let (method, path) = address.split_once(' ').unwrap_or(("GET", address));
        let filter = match method {
            "POST" => MethodFilter::POST,
            "PUT" => MethodFilter::PUT,
            "DELETE" => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        };
        Self {
            method,
            path,
            id,
            handler: on(filter, handler),
            summary: "",
            description: "",
            scope: None,
            query: Query::Nothing,
            path_parameter: None,
            body: None,
            replies: Vec::new(),
            problems: vec![&problem::INVALID, &problem::INTERNAL, &problem::BUSY],
            error_format: ErrorFormat::Problem,
        }
    }

    /// Says what it does.
    pub(crate) fn described_as(mut self, summary: &'static str, description: &'static str) -> Self {
        (self.summary, self.description) = (summary, description);
        self
    }

    /// Needs a key that may read, where the server has keys.
    pub(crate) fn reads(mut self) -> Self {
        self.scope = Some(KeyScope::Read);
        self.fails(&[
            &problem::UNAUTHORIZED,
            &problem::FOREIGN,
            &problem::RATE,
            &problem::TIMED_OUT,
        ])
    }

    /// Needs a key that may write.
    pub(crate) fn writes(mut self) -> Self {
        self.scope = Some(KeyScope::Write);
        self.fails(&[
            &problem::UNAUTHORIZED,
            &problem::FOREIGN,
            &problem::SCOPE,
            &problem::RATE,
        ])
    }

    /// Takes the properties of a type as parameters.
    pub(crate) fn takes_parameters<T: JsonSchema>(mut self, examples: Value) -> Self {
        self.query = Query::Only(T::json_schema, examples);
        self
    }

    /// Ignores whatever the query contains.
    pub(crate) fn takes_any_query(mut self) -> Self {
        self.query = Query::Anything;
        self
    }

    /// Has a parameter in its path.
    pub(crate) fn has_in_path(mut self, schema: Value, example: &'static str) -> Self {
        self.path_parameter = Some((schema, example));
        self.fails(&[&problem::NOT_FOUND])
    }

    /// Takes a type as JSON.
    pub(crate) fn takes_json<T: JsonSchema>(self, examples: Vec<(&'static str, Value)>) -> Self {
        self.takes(&["application/json"], titled::<T>, examples)
            .fails(&[&problem::MEDIA_TYPE])
    }

    /// Takes a body.
    pub(crate) fn takes(
        mut self,
        media_types: &'static [&'static str],
        schema: SchemaOf,
        examples: Vec<(&'static str, Value)>,
    ) -> Self {
        self.body = Some(Body {
            media_types,
            schema,
            examples,
        });
        self.fails(&[&problem::TOO_LARGE, &problem::TOO_SLOW])
    }

    /// Returns a type as JSON.
    pub(crate) fn returns<T: JsonSchema>(self, status: u16, description: &'static str) -> Self {
        let schema = SchemaGenerator::subschema_for::<T> as SchemaOf;
        self.returns_content(status, description, &[("application/json", schema)])
    }

    /// Returns content in these media types, or nothing.
    pub(crate) fn returns_content(
        mut self,
        status: u16,
        description: &'static str,
        content: &[(&'static str, SchemaOf)],
    ) -> Self {
        self.replies.push(Reply {
            status,
            description,
            content: content.to_vec(),
        });
        self
    }

    /// Returns a file that a client keeps until it changes.
    pub(crate) fn returns_file(self, media_type: &'static str, schema: SchemaOf) -> Self {
        self.returns_content(200, "The file", &[(media_type, schema)])
            .returns_content(304, "It has not changed (`If-None-Match`)", &[])
    }

    /// Fails in these ways too.
    pub(crate) fn fails(mut self, kinds: &[&'static Kind]) -> Self {
        self.problems.extend(kinds);
        self
    }

    /// Writes errors as OpenAI's clients expect them.
    pub(crate) fn fails_as_openai(mut self) -> Self {
        self.error_format = ErrorFormat::OpenAi;
        self
    }

    /// Returns the names of the parameters that it takes, or `None` where it ignores them.
    pub(crate) fn parameter_names(&self) -> Option<Vec<String>> {
        match self.query {
            Query::Nothing => Some(Vec::new()),
            Query::Only(schema, _) => Some(properties(schema)),
            Query::Anything => None,
        }
    }
}
