//! Routes that know their paths.
//!
//! In: paths with their handlers. Out: a router, and the list of its paths, which a router itself
//! does not tell. Tests compare the list with the OpenAPI document. Never here: what a route does.

use axum::Router;
use axum::routing::MethodRouter;

use super::AppState;

/// A router under construction.
#[derive(Default)]
pub(super) struct Table {
    routes: Router<AppState>,
    paths: Vec<&'static str>,
}

impl Table {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds a route. A path that is there already gets the methods of both.
    pub(super) fn route(self, path: &'static str, methods: MethodRouter<AppState>) -> Self {
        let mut paths = self.paths;
        if !paths.contains(&path) {
            paths.push(path);
        }
        Self {
            routes: self.routes.route(path, methods),
            paths,
        }
    }

    /// Adds the routes of another table.
    pub(super) fn merge(self, other: Table) -> Self {
        let mut paths = self.paths;
        let new = other.paths.into_iter().filter(|path| !paths.contains(path));
        let new: Vec<_> = new.collect();
        paths.extend(new);
        Self {
            routes: self.routes.merge(other.routes),
            paths,
        }
    }

    /// Changes the routes and none of the paths.
    pub(super) fn map(self, change: impl FnOnce(Router<AppState>) -> Router<AppState>) -> Self {
        Self {
            routes: change(self.routes),
            paths: self.paths,
        }
    }

    /// Returns the router.
    pub(super) fn into_router(self) -> Router<AppState> {
        self.routes
    }

    /// Returns every path once.
    pub(super) fn into_paths(self) -> Vec<&'static str> {
        self.paths
    }
}
