//! Memory that only grows. Enters: a vector of earlier, a length. Leaves: that much of it.

/// As many elements as asked for, with whatever they were: filling them anew for each level
/// of each picture would cost more than some of the work on them.
pub(crate) fn grown<T: Clone + Default>(memory: &mut Vec<T>, length: usize) -> &mut [T] {
    if memory.len() < length {
        memory.resize(length, T::default());
    }
    &mut memory[..length]
}
