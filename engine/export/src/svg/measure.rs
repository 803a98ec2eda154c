//! How wide a text is, and where it is broken into lines.
//!
//! The widths are those of DejaVu Sans, the widest of the usual sans serif faces: whatever face the reader has, the text fits.

/// How strong a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// As usual.
    Regular,
    /// Bold.
    Bold,
}

/// Widths in thousandths of the size, from the space to the tilde.
const LATIN: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636, 636,
    636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787,
    695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278,
    579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];
const LATIN_BOLD: [u16; 95] = [
    348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696, 696, 696, 696, 696,
    696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 372, 775, 637, 995, 837, 850, 733, 850,
    770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343,
    665, 343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
];
/// The same from `А` to `я`.
const CYRILLIC: [u16; 64] = [
    684, 686, 686, 610, 781, 632, 1077, 641, 748, 748, 710, 752, 863, 752, 787, 752, 603, 698, 611, 609, 861, 685, 776, 686,
    1069, 1094, 833, 882, 686, 698, 1080, 695, 613, 617, 589, 525, 691, 615, 901, 532, 650, 650, 604, 639, 754, 654, 612, 654,
    635, 550, 583, 592, 855, 592, 681, 591, 915, 942, 707, 790, 589, 549, 842, 602,
];
const CYRILLIC_BOLD: [u16; 64] = [
    774, 762, 762, 637, 891, 683, 1224, 710, 837, 837, 817, 831, 995, 837, 850, 837, 733, 734, 682, 771, 992, 771, 928, 808,
    1235, 1326, 939, 1036, 762, 734, 1174, 770, 675, 698, 633, 522, 808, 678, 995, 581, 701, 701, 679, 732, 817, 691, 687, 691,
    716, 593, 580, 652, 992, 645, 741, 687, 1062, 1105, 751, 904, 632, 593, 972, 642,
];
/// A letter of another script, as wide as the widest usual one.
const OTHER: u16 = 1100;

fn of(letter: char, weight: Weight) -> u16 {
    let code = letter as usize;
    match (code, weight) {
        (0x20..=0x7e, Weight::Regular) => LATIN[code - 0x20],
        (0x20..=0x7e, Weight::Bold) => LATIN_BOLD[code - 0x20],
        (0x410..=0x44f, Weight::Regular) => CYRILLIC[code - 0x410],
        (0x410..=0x44f, Weight::Bold) => CYRILLIC_BOLD[code - 0x410],
        (0xa0, _) => 348,
        (0xc0..=0x24f, _) => 900,
        _ if matches!(letter, '«' | '»' | '“' | '”' | '„' | '‘' | '’' | '₽' | 'ё' | 'Ё') => 700,
        _ if matches!(letter, '·' | '–') => 500,
        _ => OTHER,
    }
}

/// How wide a text is at most.
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    text.chars().map(|letter| f64::from(of(letter, weight))).sum::<f64>() * size / 1000.0
}

/// The text in lines that fit: broken at spaces, and a word that is too long alone where it must be.
pub fn wrap(text: &str, size: f64, weight: Weight, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace().flat_map(|word| pieces(word, size, weight, most)) {
        let longer = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
        if width(&longer, size, weight) <= most {
            line = longer;
        } else {
            lines.push(std::mem::replace(&mut line, word));
        }
    }
    lines.push(line);
    lines.retain(|line| !line.is_empty());
    lines
}

/// A word, in pieces where it does not fit a line.
fn pieces(word: &str, size: f64, weight: Weight, most: f64) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for letter in word.chars() {
        piece.push(letter);
        if width(&piece, size, weight) > most && piece.chars().count() > 1 {
            piece.pop();
            pieces.push(std::mem::replace(&mut piece, letter.to_string()));
        }
    }
    pieces.push(piece);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_nothing_is_lost() {
        let text = "Подготовить и загрузить расчет коммерческого предложения Донаудампфшиффартсэлектрицитетенгауптбетрибсверк";
        for most in [40.0, 90.0, 200.0, 2000.0] {
            let lines = wrap(text, 13.0, Weight::Bold, most);
            assert!(lines.iter().all(|line| width(line, 13.0, Weight::Bold) <= most), "{lines:?}");
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        }
        assert!(wrap("", 13.0, Weight::Regular, 10.0).is_empty());
    }

    #[test]
    fn bold_is_wider() {
        assert!(width("Звонок", 10.0, Weight::Bold) > width("Звонок", 10.0, Weight::Regular));
        assert_eq!(width("i", 1000.0, Weight::Regular), 278.0);
    }
}
