//! Messages of a language.

use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::Language;

/// Messages of a language, from Fluent files. [`Explainer`](crate::Explainer) has its texts here;
/// a program that says more in the same languages can have its own here too.
pub struct Messages {
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages").finish_non_exhaustive()
    }
}

impl Messages {
    /// The messages of these Fluent files; of two with one name, that of the later file. What does
    /// not read as Fluent is passed over.
    #[must_use]
    pub fn new<'s>(language: Language, sources: impl IntoIterator<Item = &'s str>) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
        bundle.set_use_isolating(false);
        for source in sources {
            // A fault in a file is a fault of the program; a test keeps the files free of them.
            let resource = match FluentResource::try_new(source.to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Self { bundle }
    }

    /// The same messages, which may call this function by its name, in capitals.
    #[must_use]
    pub fn with_function<F>(mut self, name: &str, function: F) -> Self
    where
        F: for<'a> Fn(&[FluentValue<'a>], &FluentArgs<'_>) -> FluentValue<'a>
            + Send
            + Sync
            + 'static,
    {
        // It fails only where there is one already, which stays.
        let _first = self.bundle.add_function(name, function);
        self
    }

    /// The text of a message with the values of its variables; `None` when there is no such message.
    #[must_use]
    pub fn find(&self, id: &str, values: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut faults = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(values), &mut faults).into_owned())
    }
}
