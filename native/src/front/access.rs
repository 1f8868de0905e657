//! Who may predict: credentials that Python has checked, until it forgets them.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwap;
use http::HeaderMap;
use pyo3::prelude::*;
use ring::digest::{SHA256, SHA256_OUTPUT_LEN, digest};

/// Whoever is known fits: each has one or two ways to send what they know.
const MAX_GRANTS: usize = 4096;

type Digest = [u8; SHA256_OUTPUT_LEN];

/// What somebody may use.
pub struct Grant {
    /// Patterns with `*` and `?`; empty: any model.
    models: Vec<String>,
}

impl Grant {
    /// Whether it is for a model.
    pub fn is_for(&self, model: &str) -> bool {
        self.models.is_empty() || self.models.iter().any(|each| fits(each, model))
    }
}

#[derive(Clone, Default)]
struct Table {
    generation: u64,
    grants: HashMap<Digest, Arc<Grant>>,
}

/// The credentials that are known to be good. Thread-safe; looked at without a lock.
///
/// Only hashes are kept. They are found by hash, of which a caller who does not know the credentials
/// can choose no part: how long that takes tells nothing.
#[derive(Default)]
pub struct Access {
    table: ArcSwap<Table>,
    allowed: AtomicU64,
}

impl Access {
    /// What the sender of these headers may use; None: Python has to look at them.
    pub fn find(&self, headers: &HeaderMap) -> Option<Arc<Grant>> {
        let key = match headers.get("authorization") {
            Some(value) => digest_of(b'a', value.as_bytes()),
            None => digest_of(b'k', headers.get("x-api-key")?.as_bytes()),
        };
        self.table.load().grants.get(&key).cloned()
    }

    /// Count somebody who was let in.
    pub fn count(&self) {
        self.allowed.fetch_add(1, Ordering::Relaxed);
    }

    fn learn(&self, generation: u64, key: Digest, models: Vec<String>) {
        let grant = Arc::new(Grant { models });
        self.table.rcu(|table| {
            let mut table = Table::clone(table);
            if table.generation == generation && table.grants.len() < MAX_GRANTS {
                table.grants.insert(key, Arc::clone(&grant));
            }
            table
        });
    }

    fn forget(&self) {
        self.table.rcu(|table| Table {
            generation: table.generation + 1,
            grants: HashMap::new(),
        });
    }
}

/// One kind of header is not the other.
fn digest_of(kind: u8, value: &[u8]) -> Digest {
    let mut tagged = Vec::with_capacity(1 + value.len());
    tagged.push(kind);
    tagged.extend_from_slice(value);
    let mut key = Digest::default();
    key.copy_from_slice(digest(&SHA256, &tagged).as_ref());
    key
}

/// Whether a text fits a pattern of characters, `?` for any one, and `*` for any number.
fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut seen) = (0, 0);
    let mut star = None;
    while seen < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(&each) if each == '?' || each == text[seen] => {
                at += 1;
                seen += 1;
            }
            _ => {
                // Let the last star take one more.
                let Some((before, taken)) = star else {
                    return false;
                };
                star = Some((before, taken + 1));
                at = before + 1;
                seen = taken + 1;
            }
        }
    }
    pattern[at..].iter().all(|&each| each == '*')
}

/// What Python has found out about callers.
#[pyclass(frozen, module = "tfserve_native")]
#[derive(Default)]
pub struct NativeAccess {
    pub access: Arc<Access>,
}

#[pymethods]
impl NativeAccess {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// A number that changes whenever everything is forgotten; to be read before credentials are
    /// checked.
    fn generation(&self) -> u64 {
        self.access.table.load().generation
    }

    /// Who sends this header may predict: nothing is learned when the generation is another one.
    #[pyo3(signature = (generation, authorization, api_key, models))]
    fn learn(
        &self,
        generation: u64,
        authorization: Option<&str>,
        api_key: Option<&str>,
        models: Vec<String>,
    ) {
        let key = match (authorization, api_key) {
            (Some(value), _) => digest_of(b'a', value.as_bytes()),
            (None, Some(value)) => digest_of(b'k', value.as_bytes()),
            (None, None) => return,
        };
        self.access.learn(generation, key, models);
    }

    /// Everybody has to be looked at again.
    fn forget(&self) {
        self.access.forget();
    }

    /// Callers that were let in natively.
    fn allowed(&self) -> u64 {
        self.access.allowed.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        [(
            http::HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )]
        .into_iter()
        .collect()
    }

    #[test]
    fn what_was_learned_is_known_until_it_is_forgotten() {
        let access = Access::default();
        let key = digest_of(b'a', b"Bearer x");
        access.learn(0, key, vec!["a-*".to_owned()]);
        let grant = access.find(&headers("authorization", "Bearer x")).unwrap();
        assert!(grant.is_for("a-1") && !grant.is_for("b"));
        assert!(access.find(&headers("authorization", "Bearer y")).is_none());
        assert!(access.find(&headers("x-api-key", "Bearer x")).is_none());
        access.forget();
        assert!(access.find(&headers("authorization", "Bearer x")).is_none());
        access.learn(0, key, Vec::new()); // checked against what was true before
        assert!(access.find(&headers("authorization", "Bearer x")).is_none());
    }

    #[test]
    fn patterns_fit_as_on_the_other_plane() {
        for (pattern, text, fit) in [
            ("a", "a", true),
            ("a", "A", false),
            ("a?", "a", false),
            ("a?", "a\u{e4}", true),
            ("*", "", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-b-b-", false),
            ("*-v?", "m-v1-v2", true),
            ("", "a", false),
        ] {
            assert_eq!(fits(pattern, text), fit, "{pattern} {text}");
        }
    }
}
