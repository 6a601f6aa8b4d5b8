//! Cycles of a graph, without recursion.

use std::collections::{HashMap, HashSet, VecDeque};

/// One cycle for each set of nodes that all reach one another: the shortest that passes
/// through its first node, which stands first. In the order of their first nodes.
pub(super) fn cycles<I, F>(nodes: usize, next: F) -> Vec<Vec<usize>>
where
    I: IntoIterator<Item = usize>,
    F: Fn(usize) -> I,
{
    let mut found: Vec<Vec<usize>> = components(nodes, &next)
        .into_iter()
        .filter_map(|component| {
            let first = component.iter().copied().min()?;
            shortest(first, &component.into_iter().collect(), &next)
        })
        .collect();
    found.sort_unstable();
    found
}

/// The shortest way from `first` back to itself within `component`.
fn shortest<I, F>(first: usize, component: &HashSet<usize>, next: &F) -> Option<Vec<usize>>
where
    I: IntoIterator<Item = usize>,
    F: Fn(usize) -> I,
{
    let mut from: HashMap<usize, usize> = HashMap::new();
    let mut open = VecDeque::from([first]);
    while let Some(node) = open.pop_front() {
        for to in next(node) {
            if to == first {
                let mut way = vec![node];
                while let Some(&before) = way.last().filter(|&&last| last != first).and_then(|last| from.get(last)) {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            if component.contains(&to) && !from.contains_key(&to) {
                from.insert(to, node);
                open.push_back(to);
            }
        }
    }
    None
}

/// Tarjan's strongly connected components, with a stack of its own.
fn components<I, F>(nodes: usize, next: &F) -> Vec<Vec<usize>>
where
    I: IntoIterator<Item = usize>,
    F: Fn(usize) -> I,
{
    let mut search = Search {
        index: vec![None; nodes],
        low: vec![0; nodes],
        on_stack: vec![false; nodes],
        stack: Vec::new(),
        found: Vec::new(),
        entered: 0,
    };
    for start in 0..nodes {
        if search.is_new(start) {
            search.from(start, next);
        }
    }
    search.found
}

struct Search {
    index: Vec<Option<usize>>,
    low: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    found: Vec<Vec<usize>>,
    entered: usize,
}

impl Search {
    fn is_new(&self, node: usize) -> bool {
        matches!(self.index.get(node), Some(None))
    }

    fn enter(&mut self, node: usize) {
        if let (Some(index), Some(low), Some(on_stack)) =
            (self.index.get_mut(node), self.low.get_mut(node), self.on_stack.get_mut(node))
        {
            *index = Some(self.entered);
            *low = self.entered;
            *on_stack = true;
            self.entered = self.entered.saturating_add(1);
            self.stack.push(node);
        }
    }

    fn lower(&mut self, node: usize, bound: usize) {
        if let Some(low) = self.low.get_mut(node) {
            *low = (*low).min(bound);
        }
    }

    fn from<I, F>(&mut self, start: usize, next: &F)
    where
        I: IntoIterator<Item = usize>,
        F: Fn(usize) -> I,
    {
        self.enter(start);
        let mut open: Vec<(usize, std::vec::IntoIter<usize>)> = vec![(start, ways(start, next))];
        while let Some((node, ways_on)) = open.last_mut() {
            let node = *node;
            match ways_on.next() {
                Some(to) if self.is_new(to) => {
                    self.enter(to);
                    open.push((to, ways(to, next)));
                }
                Some(to) => {
                    if self.on_stack.get(to) == Some(&true)
                        && let Some(Some(index)) = self.index.get(to).copied()
                    {
                        self.lower(node, index);
                    }
                }
                None => {
                    open.pop();
                    let low = self.low.get(node).copied().unwrap_or(0);
                    if let Some((parent, _)) = open.last() {
                        self.lower(*parent, low);
                    }
                    if self.index.get(node) == Some(&Some(low)) {
                        self.close(node);
                    }
                }
            }
        }
    }

    /// Takes the component of `root` off the stack.
    fn close(&mut self, root: usize) {
        let mut component = Vec::new();
        while let Some(node) = self.stack.pop() {
            if let Some(on_stack) = self.on_stack.get_mut(node) {
                *on_stack = false;
            }
            component.push(node);
            if node == root {
                break;
            }
        }
        self.found.push(component);
    }
}

fn ways<I, F>(node: usize, next: &F) -> std::vec::IntoIter<usize>
where
    I: IntoIterator<Item = usize>,
    F: Fn(usize) -> I,
{
    next(node).into_iter().collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::cycles;

    fn of(edges: &[&[usize]]) -> Vec<Vec<usize>> {
        cycles(edges.len(), |node| edges.get(node).map(|to| to.to_vec()).unwrap_or_default())
    }

    #[test]
    fn a_tree_has_none() {
        assert!(of(&[&[1, 2], &[3], &[3], &[]]).is_empty());
    }

    #[test]
    fn one_that_names_itself() {
        assert_eq!(of(&[&[], &[1, 0]]), [[1]]);
    }

    #[test]
    fn the_shortest_from_the_first() {
        assert_eq!(of(&[&[1], &[2, 0], &[0]]), [[0, 1]]);
    }

    #[test]
    fn two_apart() {
        assert_eq!(of(&[&[1], &[0], &[3, 0], &[2], &[2]]), [[0, 1], [2, 3]]);
    }

    #[test]
    fn a_long_chain_and_a_long_ring() {
        let chain = 100_000;
        assert!(cycles(chain, |node| (node + 1 < chain).then_some(node + 1)).is_empty());
        assert_eq!(cycles(chain, |node| Some((node + 1) % chain)).first().map(Vec::len), Some(chain));
    }
}
