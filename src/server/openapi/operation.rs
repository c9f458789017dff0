//! What one operation of the API is: what it takes, what it returns, how it fails.
//!
//! In: a method, a path, types. Out: an [`Operation`], as the modules beside this one list them.
//! Never here: a shape that is written by hand where there is a type for it.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

use super::super::Scope;
use super::super::problem::{self, Kind};

/// Makes the schema of a type.
pub(super) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// What OpenAPI calls an operation.
pub(super) struct Operation {
    /// In small letters.
    pub method: &'static str,
    /// As the router has it: `/v1/transcripts/{id}`.
    pub path: &'static str,
    /// Its name for programs.
    pub id: &'static str,
    /// What it does, in a few words.
    pub summary: &'static str,
    /// The rest that is to be said.
    pub description: &'static str,
    /// What a caller needs: nothing, or a key of this scope.
    pub needs: Option<Scope>,
    /// What may stand in the query.
    pub query: Query,
    /// An example of what stands for `{id}` in the path.
    pub path_example: Option<&'static str>,
    /// The body that it takes.
    pub body: Option<Body>,
    /// What it returns where it succeeds.
    pub replies: Vec<Reply>,
    /// How it fails.
    pub problems: Vec<&'static Kind>,
    /// In which shape it says so.
    pub errors: Errors,
}

/// What may stand in the query of an address.
pub(super) enum Query {
    /// The properties of this schema, each at most once; examples by name.
    Only(Option<SchemaOf>, Value),
    /// Whatever a caller sends; it means nothing.
    Any,
}

/// A request body.
pub(super) struct Body {
    pub media_types: &'static [&'static str],
    pub schema: SchemaOf,
    /// Name, and the body as it is sent.
    pub examples: Vec<(&'static str, Value)>,
}

/// A response.
pub(super) struct Reply {
    pub status: u16,
    pub description: &'static str,
    pub content: Vec<(&'static str, SchemaOf)>,
}

/// The shape of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Errors {
    /// Problem details.
    Problem,
    /// As OpenAI's clients know them.
    OpenAi,
}

/// Any text.
pub(super) fn text(_: &mut SchemaGenerator) -> Schema {
    schemars::json_schema!({ "type": "string" })
}

/// What is no JSON and no text as a whole, such as events.
pub(super) fn anything(_: &mut SchemaGenerator) -> Schema {
    true.into()
}

/// Any JSON object.
pub(super) fn object(_: &mut SchemaGenerator) -> Schema {
    schemars::json_schema!({ "type": "object" })
}

impl Operation {
    fn new(method: &'static str, path: &'static str, id: &'static str) -> Self {
        Self {
            method,
            path,
            id,
            summary: "",
            description: "",
            needs: None,
            query: Query::Only(None, Value::Null),
            path_example: None,
            body: None,
            replies: Vec::new(),
            problems: vec![&problem::INVALID, &problem::INTERNAL, &problem::BUSY],
            errors: Errors::Problem,
        }
    }

    pub(super) fn get(path: &'static str, id: &'static str) -> Self {
        Self::new("get", path, id)
    }

    pub(super) fn post(path: &'static str, id: &'static str) -> Self {
        Self::new("post", path, id)
    }

    pub(super) fn put(path: &'static str, id: &'static str) -> Self {
        Self::new("put", path, id)
    }

    pub(super) fn delete(path: &'static str, id: &'static str) -> Self {
        Self::new("delete", path, id)
    }

    /// Says what it does.
    pub(super) fn says(mut self, summary: &'static str, description: &'static str) -> Self {
        (self.summary, self.description) = (summary, description);
        self
    }

    /// Is for those who may read.
    pub(super) fn reads(mut self) -> Self {
        self.needs = Some(Scope::Read);
        self.fails(&[
            &problem::UNAUTHORIZED,
            &problem::FOREIGN,
            &problem::RATE,
            &problem::TIMED_OUT,
        ])
    }

    /// Is for those who may write.
    pub(super) fn writes(mut self) -> Self {
        self.needs = Some(Scope::Write);
        self.fails(&[
            &problem::UNAUTHORIZED,
            &problem::FOREIGN,
            &problem::SCOPE,
            &problem::RATE,
        ])
    }

    /// Takes the properties of a type as parameters.
    pub(super) fn takes_parameters<T: JsonSchema>(mut self, examples: Value) -> Self {
        self.query = Query::Only(Some(root::<T>), examples);
        self
    }

    /// Passes over whatever stands in the query.
    pub(super) fn takes_any_query(mut self) -> Self {
        self.query = Query::Any;
        self
    }

    /// Has an id in its path.
    pub(super) fn of(mut self, example: &'static str) -> Self {
        self.path_example = Some(example);
        self.fails(&[&problem::NOT_FOUND])
    }

    /// Takes a type as JSON.
    pub(super) fn takes_json<T: JsonSchema>(self, examples: Vec<(&'static str, Value)>) -> Self {
        self.takes(
            &["application/json"],
            SchemaGenerator::subschema_for::<T>,
            examples,
        )
        .fails(&[&problem::MEDIA_TYPE])
    }

    /// Takes a body.
    pub(super) fn takes(
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
    pub(super) fn returns<T: JsonSchema>(self, status: u16, description: &'static str) -> Self {
        let schema = SchemaGenerator::subschema_for::<T> as SchemaOf;
        self.returns_content(status, description, vec![("application/json", schema)])
    }

    /// Returns nothing, or something in other media types.
    pub(super) fn returns_content(
        mut self,
        status: u16,
        description: &'static str,
        content: Vec<(&'static str, SchemaOf)>,
    ) -> Self {
        self.replies.push(Reply {
            status,
            description,
            content,
        });
        self
    }

    /// Fails in these ways too.
    pub(super) fn fails(mut self, kinds: &[&'static Kind]) -> Self {
        self.problems.extend(kinds);
        self
    }

    /// Says how it failed as OpenAI's clients know it.
    pub(super) fn fails_in_openai_shape(mut self) -> Self {
        self.errors = Errors::OpenAi;
        self
    }
}

/// Returns the whole schema of a type, and no reference to it.
fn root<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    T::json_schema(generator)
}
