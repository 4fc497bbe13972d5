// The package.json that is packed: without what is for building, and with the name of every rule in `dflint.rules`, so that the settings
// editor completes them. They come from the schema of dflint.toml and the README, so that a new rule is there without anybody's help.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export function manifest(root, text) {
  const { scripts: _, devDependencies: __, dependencies: ___, private: ____, ...packed } = JSON.parse(text);
  const schema = JSON.parse(readFileSync(join(root, 'docs/dflint.schema.json'), 'utf8'));
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const found = Object.fromEntries([...readme.matchAll(/^\| \[([a-z-]+)\]\([^)]*\) \| \w+ \| (.*) \|$/gm)].map(([, name, what]) => [name, what]));
  const rules = packed.contributes.configuration.properties['dflint.rules'];
  rules.properties = Object.fromEntries(
    Object.entries(schema.properties.rules.properties).map(([name, level]) => [name, { type: 'string', ...level, markdownDescription: found[name] }]),
  );
  return packed;
}
