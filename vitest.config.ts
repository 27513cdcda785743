import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The longest files are known by their size, but for those of a few lines that live through months or break everything in turn: begun last, one
 * of them would run half a minute after all else is done.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => moduleId.includes('/test/reliability/');
    return [...bySize.filter(isLong), ...bySize.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    sequence: { sequencer: LongestFirst },
    // One more than the two cores: while a worker waits for Chromium, another has work (296 s with three, 326 with four, nothing else running).
    maxWorkers: 3,
    // Nothing is patched and nothing is kept between files, so they share what they import: a third of the work is not done again.
    isolate: false,
    // For a machine that is busy with something else, too: a journey through a browser takes ten seconds on one.
    testTimeout: 60_000,
    // The second is for .ci/run, which says from it how many tests ran.
    reporters: ['default', ['json', { outputFile: 'reports/tests.json' }]],
  },
});
