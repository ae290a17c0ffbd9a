/** Does one thing after another, in the order in which they were asked for. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  do<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    const done = this.#last.then(act);
    this.#last = done.catch(() => {});
    return done;
  }
}
