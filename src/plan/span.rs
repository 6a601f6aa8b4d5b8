//! A piece of a list, by its places.

/// Where a piece of a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Span {
    from: u32,
    to: u32,
}

impl Span {
    /// Of nothing.
    pub(super) const NONE: Self = Self { from: 0, to: 0 };

    /// One that ends before `to`. Beyond what 32 bits count there is nothing: limits keep blueprints far from it.
    pub(super) fn new(from: usize, to: usize) -> Self {
        let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        Self { from: place(from), to: place(to) }
    }

    /// The piece.
    #[inline]
    pub(super) fn of<T>(self, all: &[T]) -> &[T] {
        let place = |place: u32| usize::try_from(place).unwrap_or(usize::MAX);
        all.get(place(self.from)..place(self.to)).unwrap_or_default()
    }
}
