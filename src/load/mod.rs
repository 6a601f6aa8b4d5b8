//! From one text to a whole tree: the text, and all that it imports.
//!
//! `import "parts/teams.blueprint"` brings in the declarations of another file, as if they stood there. The
//! [standard blocks](crate::blocks) come with the crate; any other path is asked of the host's [`Loader`], and without
//! one is an error: reading a blueprint opens no file by itself. A path counts from the loader's root, whatever file the
//! import stands in, and can't lead out of it.
//!
//! Each file is read once. The tree has the declarations in one order: first those of the imports, in the order of the
//! `import`s and deepest first, then the file's own.

mod directory;
mod gather;
mod limits;
mod loader;
mod path;

#[cfg(test)]
mod tests;

pub use directory::Directory;
pub use gather::{Loaded, load};
pub use limits::LoadLimits;
pub use loader::{LoadError, Loader, MemoryLoader};
