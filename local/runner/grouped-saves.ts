import type { Change } from './execution.ts';
import type { RunnerStore } from './store.ts';

/**
 * Saves what arrives in one turn of the event loop in one write, so that a thousand deadlines at one instant cost a few
 * writes to disk and not a thousand. Each save resolves when its change is kept, or rejects with all of its group.
 */
export function groupedSaves(
  store: Pick<RunnerStore, 'save'>,
  track: <T>(work: Promise<T>) => Promise<T>,
): (change: Change) => Promise<void> {
  let group: { change: Change; kept(): void; lost(error: unknown): void }[] = [];

  function write() {
    const writing = group;
    group = [];
    try {
      store.save(writing.map(({ change }) => change));
    } catch (error) {
      for (const { lost } of writing) lost(error);
      return;
    }
    for (const { kept } of writing) kept();
  }

  return (change) =>
    track(
      new Promise((kept, lost) => {
        if (group.length === 0) setImmediate(write);
        group.push({ change, kept, lost });
      }),
    );
}
