//! No recursion on the card: the calls in what was linked for bare metal, as a graph, have no
//! way back. The stack of a card is small, and what a hostile data object nests would fill it.
//!
//! Calls are read from the instructions themselves (ARMv6-M: `BL`, a `B` that leaves its
//! function). A call through a register may go to every function whose address is kept anywhere
//! in the program.

use std::collections::{BTreeMap, BTreeSet};

use crate::Failure;
use crate::program::{Call, Program};

/// Checks an executable (ELF, 32 bit, little-endian); gives the numbers of functions and calls.
pub(crate) fn check(elf: &[u8]) -> Result<(usize, usize), Failure> {
    let program = Program::read(elf).ok_or("what was linked does not read as an ELF file")?;
    let taken = program.kept_addresses();
    let calls: BTreeMap<u32, BTreeSet<u32>> = program
        .functions
        .keys()
        .map(|function| (*function, called(&program, *function, &taken)))
        .collect();
    let count = calls.values().map(BTreeSet::len).sum();
    match cycle(&calls) {
        None => Ok((program.functions.len(), count)),
        Some(cycle) => {
            let names: Vec<&str> = cycle.iter().map(|at| program.name(*at)).collect();
            Err(format!("functions that call themselves:\n  {}", names.join("\n  ")))
        }
    }
}

/// What a function may call.
fn called(program: &Program, function: u32, taken: &BTreeSet<u32>) -> BTreeSet<u32> {
    let mut called = BTreeSet::new();
    for call in program.calls(function) {
        match call {
            Call::Direct(to) => _ = called.insert(to),
            Call::Through(_) => called.extend(taken),
        }
    }
    called
}

/// A way from a function back to itself.
fn cycle(calls: &BTreeMap<u32, BTreeSet<u32>>) -> Option<Vec<u32>> {
    let mut done = BTreeSet::new();
    for root in calls.keys() {
        // The way to where we are, each step with the calls that are still to be followed.
        let mut way: Vec<(u32, Vec<u32>)> = Vec::new();
        let mut next = Some(*root);
        loop {
            if let Some(function) = next.take() {
                if let Some(at) = way.iter().position(|(on, _)| *on == function) {
                    return Some(way[at..].iter().map(|(on, _)| *on).collect());
                }
                if !done.contains(&function) {
                    let called = calls.get(&function).into_iter().flatten().copied().collect();
                    way.push((function, called));
                }
            }
            let Some((function, rest)) = way.last_mut() else { break };
            match rest.pop() {
                Some(called) => next = Some(called),
                None => {
                    done.insert(*function);
                    way.pop();
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_back_is_found_and_a_diamond_is_none() {
        let graph = |edges: &[(u32, &[u32])]| {
            edges.iter().map(|(from, to)| (*from, to.iter().copied().collect())).collect()
        };
        assert_eq!(cycle(&graph(&[(1, &[2, 3]), (2, &[4]), (3, &[4]), (4, &[])])), None);
        assert_eq!(cycle(&graph(&[(1, &[1])])), Some(vec![1]));
        assert_eq!(cycle(&graph(&[(1, &[2]), (2, &[3]), (3, &[2])])), Some(vec![2, 3]));
    }
}
