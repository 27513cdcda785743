import type { Clock } from './clock.ts';
import type { Log } from './services.ts';

type Line = (line: string) => void;

/** One JSON line for each event, as CloudWatch reads it; counts in its embedded metric format, so that alarms need no call. */
export function jsonLog(
  clock: Clock,
  {
    namespace = 'CommonGround',
    write = (line: string) => console.log(line),
  }: { namespace?: string; write?: Line } = {},
): Log {
  const say = (level: string) => (event: string, ids?: Record<string, string | number | boolean>) =>
    write(JSON.stringify({ level, event, at: clock.now().toString(), ...ids }));
  return {
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    count: (metric) =>
      write(
        JSON.stringify({
          _aws: {
            Timestamp: clock.now().epochMilliseconds,
            CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [[]], Metrics: [{ Name: metric, Unit: 'Count' }] }],
          },
          [metric]: 1,
        }),
      ),
  };
}
