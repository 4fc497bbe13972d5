// Where the server is: what `dflint.path` says, else the binary in this extension, else `dflint` on PATH.
//
// Everything here is absolute: a name that is looked up relative to the working folder would let an opened folder bring its own program.

import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';

export interface Surroundings {
  /** The setting `dflint.path`; empty if there is none. */
  configured: string;
  extensionFolder: string;
  /** The variable PATH. */
  searchPath: string;
  /** As `process.platform` has it. */
  platform: string;
}

export type Outcome =
  | { command: string; origin: 'setting' | 'bundled' | 'PATH' }
  /** A sentence for the user. */
  | { problem: string };

export function findServer(around: Surroundings, isProgram = isExecutable): Outcome {
  const name = around.platform === 'win32' ? 'dflint.exe' : 'dflint';
  const configured = around.configured.trim();
  if (configured !== '') {
    const command = configured.startsWith('~/') ? path.join(homedir(), configured.slice(2)) : configured;
    if (!path.isAbsolute(command)) {
      return { problem: `The setting dflint.path is “${configured}”; it has to be an absolute path.` };
    }
    return isProgram(command)
      ? { command, origin: 'setting' }
      : { problem: `The setting dflint.path is “${configured}”, and there is no program.` };
  }
  const bundled = path.join(around.extensionFolder, 'server', name);
  if (isProgram(bundled)) {
    return { command: bundled, origin: 'bundled' };
  }
  for (const folder of around.searchPath.split(path.delimiter)) {
    const command = path.join(folder, name);
    if (path.isAbsolute(folder) && isProgram(command)) {
      return { command, origin: 'PATH' };
    }
  }
  return { problem: 'This build of the extension has no dflint in it, and there is none on PATH.' };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
