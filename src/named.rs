//! Declares enums whose variants have stable names.

/// Declares an enum with the name of each variant, by which machines and stores know it.
///
/// ```text
/// named_enum! {
///     /// An end of a recording.
///     pub enum RecordingEdge {
///         /// Its first minutes.
///         Opening = "opening",
///     }
/// }
/// ```
macro_rules! named_enum {
    ($(#[$of_enum:meta])* pub enum $enum:ident {
        $($(#[$of_variant:meta])* $variant:ident = $name:literal,)*
    }) => {
        $(#[$of_enum])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $enum {
            $($(#[$of_variant])* $variant,)*
        }

        impl $enum {
            /// All of them, in their order.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$variant),*];

            /// Returns the stable name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Returns the one of this name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.name() == name)
            }
        }
    };
}

pub(crate) use named_enum;
