// Which documents are Dockerfiles.

import * as vscode from 'vscode';

export const LANGUAGES = ['dockerfile', 'containerfile'];

export function isDockerfile(document: vscode.TextDocument): boolean {
  return LANGUAGES.includes(document.languageId) && (document.uri.scheme === 'file' || document.uri.scheme === 'untitled');
}

/** The Dockerfile in the editor that has the focus. */
export function activeDockerfile(): vscode.TextDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && isDockerfile(document) ? document : undefined;
}
