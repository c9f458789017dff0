//! Checks a whole store: SQLite's own integrity, and that every row is what was written.

use super::{PassageId, ReadError, Store};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding(pub String);

impl Store {
    /// Reads everything and returns what is wrong; nothing, in a sound store.
    ///
    /// # Errors
    /// A store that SQLite cannot even begin to check.
    pub fn verify(&self) -> Result<Vec<Finding>, ReadError> {
        let mut findings = self.integrity()?;
        for summary in self.summaries()? {
            if let Err(error) = self.transcript(&summary.id) {
                findings.push(Finding(error.to_string()));
            }
        }
        let mut ids = Vec::new();
        match self.embeddings_after(PassageId(0), &mut |id, _, _| ids.push(id)) {
            Ok(()) => match self.passages(&ids) {
                Ok(passages) if passages.len() == ids.len() => {}
                Ok(passages) => findings.push(Finding(format!(
                    "{} of {} passages have no turn",
                    ids.len() - passages.len(),
                    ids.len()
                ))),
                Err(error) => findings.push(Finding(error.to_string())),
            },
            Err(error) => findings.push(Finding(error.to_string())),
        }
        Ok(findings)
    }

    fn integrity(&self) -> Result<Vec<Finding>, ReadError> {
        let mut findings = Vec::new();
        let mut check = self.connection.prepare("PRAGMA integrity_check(10)")?;
        let mut rows = check.query([])?;
        while let Some(row) = rows.next()? {
            let line: String = row.get(0)?;
            if line != "ok" {
                findings.push(Finding(line));
            }
        }
        let mut check = self.connection.prepare("PRAGMA foreign_key_check")?;
        if check.exists([])? {
            findings.push(Finding(
                "a row belongs to a transcript that is not there".into(),
            ));
        }
        Ok(findings)
    }
}
