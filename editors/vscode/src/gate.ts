// When the findings of all Dockerfiles of the workspace are asked for again.
//
// The language client asks every two seconds, and the server would walk through the workspace each time. So the question waits until
// something has changed that its answer depends on.

export class Gate {
  private isOpen = true;
  private waiting: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;

  /** Lets the next one through; a moment later, so that the server has heard of the change, and of many changes once. */
  openSoon(milliseconds = 500): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), milliseconds);
  }

  open(): void {
    this.isOpen = true;
    const waiting = this.waiting;
    this.waiting = [];
    waiting.forEach((pass) => pass());
  }

  /** Asks when the gate is open, and closes it. A question that was called back has not been answered: the next one may ask again. */
  async through<T>(token: { isCancellationRequested: boolean }, ask: () => T | PromiseLike<T>): Promise<T | undefined> {
    let isAnswered = false;
    await this.pass();
    try {
      const answer = token.isCancellationRequested ? undefined : await ask();
      isAnswered = !token.isCancellationRequested;
      return answer;
    } finally {
      if (!isAnswered) {
        this.open();
      }
    }
  }

  /** Resolves when the gate is open, and closes it. */
  async pass(): Promise<void> {
    while (!this.isOpen) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.isOpen = false;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.open();
  }
}
