//! The formats of a map.

use std::fmt;
use std::str::FromStr;

/// A format of a map. Those that hold pictures exist with the feature `svg` alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// One Mermaid flowchart.
    Mermaid,
    /// One graph for Graphviz.
    Dot,
    /// One picture.
    #[cfg(feature = "svg")]
    Svg,
    /// One page that needs nothing else, for reading and printing.
    #[cfg(feature = "svg")]
    Html,
    /// The same in Markdown, with Mermaid for pictures.
    Markdown,
}

impl Format {
    /// All formats that this build knows.
    pub const ALL: &'static [Self] = &[
        Self::Mermaid,
        Self::Dot,
        #[cfg(feature = "svg")]
        Self::Svg,
        #[cfg(feature = "svg")]
        Self::Html,
        Self::Markdown,
    ];

    /// Its name: `mermaid`, `dot`, `svg`, `html`, `markdown`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mermaid => "mermaid",
            Self::Dot => "dot",
            #[cfg(feature = "svg")]
            Self::Svg => "svg",
            #[cfg(feature = "svg")]
            Self::Html => "html",
            Self::Markdown => "markdown",
        }
    }
}

impl Format {
    /// Whether it is a page to be read, with all charts as its figures, and not the charts alone.
    #[must_use]
    pub const fn is_page(self) -> bool {
        match self {
            Self::Markdown => true,
            #[cfg(feature = "svg")]
            Self::Html => true,
            _ => false,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|format| format.name() == text).ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

/// No format of this build has the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFormat(String);

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        write!(f, "`{}` is no format of a map; there are {}", crate::text::escape::shortened(&self.0), known.join(", "))
    }
}

impl std::error::Error for UnknownFormat {}
