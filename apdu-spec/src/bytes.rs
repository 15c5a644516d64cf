//! Moving bytes without a panicking path: `copy_from_slice` and `copy_within` have one that the
//! compiler cannot always remove as unreachable.

/// Fills `place` from `bytes`, as far as both reach.
pub fn copy(place: &mut [u8], bytes: &[u8]) {
    place.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
}

/// Moves the first `length` bytes of `room` up by `by`, as far as there is room.
pub fn move_up(room: &mut [u8], length: usize, by: usize) {
    for at in (0..length).rev() {
        let byte = room.get(at).copied().unwrap_or_default();
        if let Some(place) = room.get_mut(at.saturating_add(by)) {
            *place = byte;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_move_up_over_each_other_and_never_beyond() {
        let mut room = *b"abc__";
        move_up(&mut room, 3, 1);
        assert_eq!(&room, b"aabc_");
        move_up(&mut room, 4, 3);
        assert_eq!(&room, b"aabaa");
        copy(&mut room, b"123456");
        assert_eq!(&room, b"12345");
    }
}
