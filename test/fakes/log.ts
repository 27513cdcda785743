import type { Log } from '../../services/services.ts';

/** Keeps the counts, on which alarms stand, and every line, so that a test can look for what must not be in one. */
export function fakeLog(): Log & { counts: Record<string, number>; lines: string[] } {
  const counts: Record<string, number> = {};
  const lines: string[] = [];
  const write = (event: string, ids?: object) => {
    lines.push(JSON.stringify([event, ids]));
  };
  return {
    counts,
    lines,
    info: write,
    warn: write,
    error: write,
    count(metric) {
      counts[metric] = (counts[metric] ?? 0) + 1;
    },
  };
}
