//! Personal data that no log shows.

/// Gives types a `Debug` that has their name and nothing of what they hold.
macro_rules! hide {
    ($($name:ident),+ $(,)?) => {$(
        /// What it holds is not shown.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )+};
}

pub(crate) use hide;
