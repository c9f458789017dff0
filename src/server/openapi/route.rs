//! Declares routes: the path, the handler, and what it takes and returns. What a route is for, and
//! examples, stand in `frame.json`.

use axum::extract::{FromRequest, State};
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;

use super::schemas::{SchemaOf, known_id, object, properties, titled};
use crate::engine::Engine;
use crate::server::http::problem::Kind;
use crate::server::http::{IdInPath, Json, Parameters, Problem, problem};
use crate::server::keys::KeyScope;
use crate::server::state::AppState;

/// Routes that belong together, and what they are about.
pub(crate) type Group = (&'static str, Vec<Route>);

/// Media types, each with the schema of its content.
type Content = Vec<(&'static str, SchemaOf)>;

/// A route. The methods add to [`Route::new`] what a route takes and returns.
pub(crate) struct Route {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub(super) method: &'static str,
    /// The path template: `/v1/transcripts/{id}`.
    pub(crate) path: &'static str,
    pub(crate) handler: MethodRouter<AppState>,
    /// The scope of the key that a caller needs, where one is needed.
    pub(crate) scope: Option<KeyScope>,
    /// The query may contain each property of this schema once; where there is none, it may contain
    /// anything, and is ignored.
    pub(super) query: Option<SchemaOf>,
    /// The schema of `{id}` in the path.
    pub(super) path_parameter: Option<SchemaOf>,
    /// The body of a request.
    pub(super) body: Content,
    /// Responses by their status.
    pub(super) replies: Vec<(u16, Content)>,
    /// The problems that it may answer with.
    pub(super) problems: Vec<&'static Kind>,
}

/// What a handler takes of a request.
pub(crate) trait Input {
    /// Adds it to what a route takes.
    fn describe(route: Route) -> Route;
}

impl Input for () {
    fn describe(route: Route) -> Route {
        route
    }
}

impl Input for IdInPath {
    fn describe(route: Route) -> Route {
        route.has_in_path(known_id)
    }
}

impl<T: JsonSchema> Input for Json<T> {
    fn describe(route: Route) -> Route {
        route.takes_json::<T>()
    }
}

impl<T: JsonSchema> Input for Parameters<T> {
    fn describe(route: Route) -> Route {
        route.takes_parameters::<T>()
    }
}

impl Route {
    /// Makes a route that everyone may call; its address is a method and a path: `POST /v1/ask`.
    pub(crate) fn new<T: 'static>(
        address: &'static str,
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
            handler: on(filter, handler),
            scope: None,
            query: Some(object),
            path_parameter: None,
            body: Vec::new(),
            replies: Vec::new(),
            problems: vec![&problem::INVALID, &problem::INTERNAL, &problem::BUSY],
        }
    }

    /// Makes a route that answers with what `work` returns. The work is done away from the async
    /// threads.
    pub(crate) fn working<I, O, M: 'static>(
        address: &'static str,
        work: fn(&Engine, I) -> Result<O, Problem>,
    ) -> Self
    where
        I: Input + FromRequest<AppState, M> + Send + 'static,
        O: Serialize + JsonSchema + Send + 'static,
    {
        let handler = move |State(state): State<AppState>, input: I| async move {
            state.reply(move |engine| work(engine, input)).await
        };
        I::describe(Self::new(address, handler)).returns::<O>(200)
    }

    /// Needs a key that may read, where the server has keys.
    pub(crate) fn reads(self) -> Self {
        self.needs(KeyScope::Read).fails(&[&problem::TIMED_OUT])
    }

    /// Needs a key that may write.
    pub(crate) fn writes(self) -> Self {
        self.needs(KeyScope::Write).fails(&[&problem::SCOPE])
    }

    fn needs(mut self, scope: KeyScope) -> Self {
        self.scope = Some(scope);
        self.fails(&[&problem::UNAUTHORIZED, &problem::FOREIGN, &problem::RATE])
    }

    /// Takes the properties of a type as parameters.
    pub(crate) fn takes_parameters<T: JsonSchema>(mut self) -> Self {
        self.query = Some(T::json_schema);
        self
    }

    /// Ignores whatever the query contains.
    pub(crate) fn takes_any_query(mut self) -> Self {
        self.query = None;
        self
    }

    /// Has a parameter in its path.
    pub(crate) fn has_in_path(mut self, schema: SchemaOf) -> Self {
        self.path_parameter = Some(schema);
        self.fails(&[&problem::NOT_FOUND])
    }

    /// Takes a type as JSON.
    pub(crate) fn takes_json<T: JsonSchema>(self) -> Self {
        self.takes(&[("application/json", titled::<T>)])
            .fails(&[&problem::MEDIA_TYPE])
    }

    /// Takes a body in one of these media types.
    pub(crate) fn takes(mut self, content: &[(&'static str, SchemaOf)]) -> Self {
        self.body = content.to_vec();
        self.fails(&[&problem::TOO_LARGE, &problem::TOO_SLOW])
    }

    /// Returns a type as JSON.
    pub(crate) fn returns<T: JsonSchema>(self, status: u16) -> Self {
        let schema = SchemaGenerator::subschema_for::<T> as SchemaOf;
        self.returns_content(status, &[("application/json", schema)])
    }

    /// Returns content in these media types, or nothing.
    pub(crate) fn returns_content(
        mut self,
        status: u16,
        content: &[(&'static str, SchemaOf)],
    ) -> Self {
        self.replies.push((status, content.to_vec()));
        self
    }

    /// Returns a file that a client keeps until it changes.
    pub(crate) fn returns_file(self, content: &[(&'static str, SchemaOf)]) -> Self {
        self.returns_content(200, content).returns_content(304, &[])
    }

    /// Fails in these ways too.
    pub(crate) fn fails(mut self, kinds: &[&'static Kind]) -> Self {
        self.problems.extend(kinds);
        self
    }

    /// Returns the names of the parameters that it takes, or `None` where it ignores them.
    pub(crate) fn parameter_names(&self) -> Option<Vec<String>> {
        self.query.map(properties)
    }
}
