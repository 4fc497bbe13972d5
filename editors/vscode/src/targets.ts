// What is said of targets, in words.

/** What the server answers to `dflint.targets`. */
export interface Targets {
  /** What findings are computed for; none means the last stage. */
  targets: string[];
  /** What was chosen here. */
  chosen: string | null;
  last: number;
  stages: { number: number; name: string | null; line: number }[];
}

export interface Described {
  text: string;
  tooltip: string;
  /** A target was chosen that the file does not have. */
  isGone: boolean;
}

export interface Offer {
  label: string;
  description?: string;
  /** Null for what the configuration says. */
  target: string | null;
}

export function describeTarget(of: Targets): Described {
  const last = lastStage(of);
  if (of.targets.length === 0) {
    return { text: last, tooltip: `The default target, the last stage. Click to look at the file for another target.`, isGone: false };
  }
  const has = (target: string): boolean => of.stages.some((stage) => stage.name?.toLowerCase() === target.toLowerCase());
  if (of.chosen !== null) {
    return has(of.chosen)
      ? { text: of.chosen, tooltip: 'Chosen here. Click to choose another target.', isGone: false }
      : { text: `${of.chosen}?`, tooltip: `There is no stage “${of.chosen}”: the last stage counts.`, isGone: true };
  }
  const known = of.targets.filter(has);
  if (known.length === 0) {
    return { text: last, tooltip: 'The last stage: the file has none of the targets of the configuration.', isGone: false };
  }
  return { text: known.join(', '), tooltip: 'As the configuration says. Click to look at the file for another target.', isGone: false };
}

export function offerTargets(of: Targets): Offer[] {
  const configured = of.chosen === null ? describeTarget(of).text : 'without a choice made here';
  const named = of.stages.filter((stage) => stage.name !== null);
  return [
    { label: '$(settings-gear) As configured', description: configured, target: null },
    ...named.map((stage) => ({
      label: `$(target) ${stage.name}`,
      description: `line ${stage.line}${stage.number === of.last ? ', the last stage' : ''}${isChosen(of, stage.name) ? ', chosen' : ''}`,
      target: stage.name,
    })),
  ];
}

function isChosen(of: Targets, name: string | null): boolean {
  return of.chosen !== null && of.chosen.toLowerCase() === name?.toLowerCase();
}

function lastStage(of: Targets): string {
  return of.stages[of.last]?.name ?? `stage ${of.last}`;
}
