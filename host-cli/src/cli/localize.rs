//! Gives every command and argument its text from the Fluent files. The ids follow the command
//! line: `help-virtual-new` for a command, `arg-virtual-new-path` for its argument, `arg-reader`
//! for a flag of every command.

use clap::Command;

use crate::locale::Locale;

/// What clap writes into a usage line.
const OPTIONS: &str = "[OPTIONS]";
const COMMAND: &str = "<COMMAND>";

/// The command line with its texts in a language.
pub(super) fn localize(command: Command, locale: &Locale) -> Command {
    let mut command = with_texts(command, locale, "");
    // Usage lines know the whole way to a command once it is built.
    command.build();
    with_usage(command, locale)
}

fn with_texts(command: Command, locale: &Locale, path: &str) -> Command {
    let text = |id: &str| locale.plain(id).unwrap_or_else(|| id.to_owned());
    let id = if path.is_empty() { "juki" } else { path };
    let template = format!(
        "{{about}}\n\n{}\n  {{usage}}\n\n{{all-args}}{{after-help}}\n",
        text("heading-usage")
    );
    let mut command = command
        .about(text(&format!("help-{id}")))
        .help_template(template)
        .subcommand_help_heading(text("heading-commands"))
        .subcommand_value_name(text("heading-command"))
        .term_width(100);
    if path.is_empty() {
        command = command.after_help(text("help-exit-codes"));
    }
    let command = command.mut_args(|argument| {
        let id = argument.get_id().as_str().replace('_', "-");
        let (id, heading) = if argument.is_global_set() {
            (format!("arg-{id}"), "heading-everywhere")
        } else if argument.is_positional() {
            (format!("arg-{path}-{id}"), "heading-arguments")
        } else {
            (format!("arg-{path}-{id}"), "heading-options")
        };
        let takes_value = argument.get_action().takes_values();
        argument
            .help(text(&id))
            .help_heading(text(heading))
            .hide_default_value(takes_value)
            .hide_env(takes_value)
            .hide_possible_values(takes_value)
    });
    let names: Vec<String> =
        command.get_subcommands().map(|subcommand| subcommand.get_name().to_owned()).collect();
    names.iter().fold(command, |command, name| {
        let path = if path.is_empty() { name.clone() } else { format!("{path}-{name}") };
        command.mut_subcommand(name, |subcommand| with_texts(subcommand, locale, &path))
    })
}

fn with_usage(mut command: Command, locale: &Locale) -> Command {
    let text = |id: &str| locale.plain(id).unwrap_or_else(|| id.to_owned());
    let usage = command.render_usage().to_string();
    let usage = usage
        .split_once(": ")
        .map_or(usage.as_str(), |(_, usage)| usage)
        .replace(OPTIONS, &format!("[{}]", text("heading-option")))
        .replace(COMMAND, &format!("<{}>", text("heading-command")));
    let names: Vec<String> =
        command.get_subcommands().map(|subcommand| subcommand.get_name().to_owned()).collect();
    names.iter().fold(command.override_usage(usage), |command, name| {
        command.mut_subcommand(name, |subcommand| with_usage(subcommand, locale))
    })
}
