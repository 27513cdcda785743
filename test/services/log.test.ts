import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { COUNTED, HEARTBEATS } from '../../infra/watch.ts';
import { jsonLog } from '../../services/log.ts';

const clock = { now: () => Temporal.Instant.from('2026-04-02T08:30:00.250Z') };

function logged(write: (log: ReturnType<typeof jsonLog>) => void): unknown[] {
  const lines: string[] = [];
  write(jsonLog(clock, { write: (line) => lines.push(line) }));
  for (const line of lines) expect(line).not.toContain('\n');
  return lines.map((line) => JSON.parse(line) as unknown);
}

/**
 * CloudWatch's embedded metric format, as its specification has it: a line that breaks one of these rules is a log line like any
 * other, the metric is silently not there, and the alarm that stands on it never sounds.
 */
const name = z.string().min(1).max(1024);
const embeddedMetricFormat = z.looseObject({
  _aws: z.strictObject({
    Timestamp: z.int(),
    CloudWatchMetrics: z
      .array(
        z.strictObject({
          Namespace: name,
          Dimensions: z.array(z.array(z.string().min(1).max(250)).max(30)).min(1),
          Metrics: z
            .array(z.strictObject({ Name: name, Unit: z.enum(['Count', 'None', 'Milliseconds', 'Seconds', 'Bytes']) }))
            .max(100),
        }),
      )
      .min(1),
  }),
});

describe('the log', () => {
  it('writes one line of JSON for each event, with its level, its time and its ids', () => {
    expect(
      logged((log) => {
        log.info('turn', { disagreementId: 'c0ffee', run: 2 });
        log.warn('refused');
        log.error('page failed', { error: 'an id' });
      }),
    ).toEqual([
      { level: 'info', event: 'turn', at: '2026-04-02T08:30:00.25Z', disagreementId: 'c0ffee', run: 2 },
      { level: 'warn', event: 'refused', at: '2026-04-02T08:30:00.25Z' },
      { level: 'error', event: 'page failed', at: '2026-04-02T08:30:00.25Z', error: 'an id' },
    ]);
  });

  it('S22: keeps a line break within a value from beginning a line of its own', () => {
    expect(logged((log) => log.info('page', { page: 'one\r\n{"level":"error"}' }))).toHaveLength(1);
  });

  it.each([...Object.keys(COUNTED), ...Object.values(HEARTBEATS)])(
    'counts %s as CloudWatch documents it, where its alarm looks for it',
    (metric) => {
      const [line] = logged((log) => log.count(metric));

      const { _aws, ...root } = embeddedMetricFormat.parse(line);
      const [directive] = _aws.CloudWatchMetrics;
      expect(_aws.Timestamp).toBe(1775118600250);
      expect(directive!.Namespace).toBe('CommonGround');
      expect(directive!.Metrics).toEqual([{ Name: metric, Unit: 'Count' }]);
      // Every metric and every dimension that is named must be a member of the line's root.
      expect(directive!.Dimensions.flat().filter((dimension) => !(dimension in root))).toEqual([]);
      expect(root[metric]).toBe(1);
    },
  );
});
