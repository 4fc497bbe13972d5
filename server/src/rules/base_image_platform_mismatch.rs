//! A base image that is not there for the platform of its stage.

use crate::lint::{Facts, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "base-image-platform-mismatch",
    summary: "A base image is not there for the platform that its stage is built for.",
    level: Level::Allow,
    group: Group::Images,
    aliases: &["InvalidBaseImagePlatform"],
    page: include_str!("base_image_platform_mismatch.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for stage in facts.graph().stages.iter().filter(|stage| stage.base.stage.is_none()) {
        let Some(image) = facts.settings.build.image(&stage.base.resolved) else { continue };
        let Some(wanted) = &stage.platform else { continue };
        if image.platforms.is_empty() || image.platforms.iter().any(|platform| platform.runs_on(&wanted.platform)) {
            continue;
        }
        let (name, platform) = (&stage.base.resolved, &wanted.platform);
        let known: Vec<_> = image.platforms.iter().map(|platform| format!("`{platform}`")).collect();
        let message = match known.as_slice() {
            // Without an index there is nothing to choose from: BuildKit takes the image for what it is.
            [only] => format!("`{name}` is there for {only} only: its programs do not run on `{platform}`, which this stage is built for."),
            several => format!("`{name}` is there for {}, and not for `{platform}`: the build stops here.", several.join(", ")),
        };
        let finding = report.add(stage.base.range, message);
        finding.help("Take an image for this platform, or say with `--platform` for which one the stage is to be built.");
        if !(wanted.known && stage.base.known) {
            finding.level(Level::Info);
        }
    }
}
