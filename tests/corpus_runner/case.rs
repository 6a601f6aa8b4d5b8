//! A case file, read.

/// A case.
pub struct Case {
    pub title: String,
    pub covers: Vec<String>,
    /// Why the second engine can't judge it, where that is so.
    pub alone: Option<String>,
    pub sections: Vec<Section>,
}

/// A section: its name and its text.
pub struct Section {
    pub name: String,
    pub text: String,
}

const NAMES: &[&str] = &[
    "blueprint",
    "diagnostics",
    "print",
    "state",
    "state error",
    "values",
    "input",
    "decision",
    "input error",
    "next",
    "scenarios",
    "becomes",
    "host",
    "changes",
    "migrated",
    "report",
    "migration error",
];

impl Case {
    /// Reads a file; says what is wrong with its form.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut case = Self { title: String::new(), covers: Vec::new(), alone: None, sections: Vec::new() };
        for line in text.split_inclusive('\n') {
            let plain = line.trim_end();
            if let Some(name) = plain.strip_prefix("=== ") {
                if !NAMES.contains(&name) && !name.starts_with("file ") {
                    return Err(format!("the corpus has no section `{name}`"));
                }
                case.sections.push(Section { name: name.to_owned(), text: String::new() });
            } else if let Some(section) = case.sections.last_mut() {
                section.text.push_str(line);
            } else if let Some(title) = plain.strip_prefix("title:") {
                title.trim().clone_into(&mut case.title);
            } else if let Some(ids) = plain.strip_prefix("covers:") {
                case.covers = ids.split(',').map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect();
            } else if let Some(why) = plain.strip_prefix("alone:") {
                case.alone = Some(why.trim().to_owned()).filter(|why| !why.is_empty());
            } else if !plain.is_empty() {
                return Err(format!("the header has `title`, `covers` and `alone`, not `{plain}`"));
            }
        }
        if case.title.is_empty() {
            return Err("the case has no title".to_owned());
        }
        if case.sections.first().is_none_or(|section| section.name != "blueprint") {
            return Err("the first section is the blueprint".to_owned());
        }
        if case.sections.len() < 2 {
            return Err("the case expects nothing".to_owned());
        }
        Ok(case)
    }

    /// The files beside the blueprint: path and text.
    #[allow(dead_code, reason = "each test that reads cases needs some of it")]
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.sections.iter();
        files.filter_map(|section| Some((section.name.strip_prefix("file ")?.trim(), section.text.as_str())))
    }

    /// The text of the first section of a name.
    pub fn section(&self, name: &str) -> Option<&str> {
        self.sections.iter().find(|section| section.name == name).map(|section| section.text.as_str())
    }
}

/// The lines that say something.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}
