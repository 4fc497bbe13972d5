// The section `dflint` of the settings, as the server gets it.

/** What the server knows. The test compares it with package.json, with the server and with the schema of dflint.toml. */
export const SERVER_SETTINGS = [
  'diagnostics',
  'buildFiles',
  'inlayHints.stageNames',
  'inlayHints.stageNumbers',
  'inlayHints.bases',
  'inlayHints.values',
  'codeLens.references',
  'codeLens.targets',
  'config',
  'select',
  'ignore',
  'rules',
  'targets',
  'buildArgs',
  'contexts',
  'platform',
  'suppressions',
  'exclude',
  'extendExclude',
] as const;

/** Here the settings editor can only show what is not set as something empty. */
const EMPTY_IS_NONE: readonly string[] = ['config', 'select', 'platform'];

/** What only this extension knows. */
export const CLIENT_SETTINGS = ['path', 'workspaceDiagnostics', 'trace.server'] as const;

/** What is needed of `vscode.WorkspaceConfiguration`. */
export interface Configuration {
  get(name: string): unknown;
  inspect(name: string): Record<string, unknown> | undefined;
}

type Section = { [name: string]: unknown };

/** Only what somebody has set: an empty list that nobody wrote must not count as “no rule at all”. */
export function serverSection(configuration: Configuration): Section {
  const section: Section = {};
  for (const name of SERVER_SETTINGS) {
    const value = configuration.get(name);
    if (!isSet(configuration.inspect(name)) || (EMPTY_IS_NONE.includes(name) && isEmpty(value))) {
      continue;
    }
    const words = name.split('.');
    const last = words.pop() ?? name;
    let place = section;
    for (const word of words) {
      place = (place[word] ??= {}) as Section;
    }
    place[last] = value;
  }
  return section;
}

function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}

/** Whether a user, a workspace or a folder has a value; `key`, `languageIds` and the defaults are none. */
function isSet(inspected: Record<string, unknown> | undefined): boolean {
  return Object.entries(inspected ?? {}).some(
    ([name, value]) => /^(global|workspace)/.test(name) && name.endsWith('Value') && value !== undefined,
  );
}
