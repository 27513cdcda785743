import type { ListRow, StepState } from '../../escalation/open-list.ts';

const STEP = 28;
const MIDDLE = 12;
const EDGE = 12;

/**
 * A disagreement's ladder at a glance: a mark for each stage of its policy, from the first on the left. A full dot is a stage that has ended,
 * a ring with a dot in it the open one, an empty ring one still ahead, and a ring struck through one that was passed over. Shapes and not
 * colours tell them apart, in the colour of the text, so that it prints and works in forced colours.
 */
export const StepDrawing = ({ steps }: { steps: ListRow['steps'] }) => {
  const width = EDGE * 2 + STEP * (steps.length - 1);
  return (
    <svg
      class="app-steps"
      role="img"
      aria-label={inWords(steps)}
      width={width}
      height={MIDDLE * 2}
      viewBox={`0 0 ${width} ${MIDDLE * 2}`}
      fill="none"
      stroke="currentColor"
      stroke-width="2"
    >
      {steps.map((step, index) => (
        <Mark state={step.state} x={EDGE + STEP * index} hasNext={index < steps.length - 1} />
      ))}
    </svg>
  );
};

const RADIUS = { ended: 6, open: 9, ahead: 6, 'passed over': 6 } as const;

const Mark = ({ state, x, hasNext }: { state: StepState; x: number; hasNext: boolean }) => (
  <>
    {hasNext ? <path d={`M${x + RADIUS[state]} ${MIDDLE}H${x + STEP - 6}`} stroke-width="1" /> : null}
    <circle cx={x} cy={MIDDLE} r={RADIUS[state]} fill={state === 'ended' ? 'currentColor' : undefined} />
    {state === 'open' ? <circle cx={x} cy={MIDDLE} r="4" fill="currentColor" stroke="none" /> : null}
    {state === 'passed over' ? <path d={`M${x - 7} ${MIDDLE + 7}L${x + 7} ${MIDDLE - 7}`} /> : null}
  </>
);

/** "At step 3 of 5, Stage 3; Stage 2 was passed over". */
function inWords(steps: ListRow['steps']): string {
  const open = steps.findIndex(({ state }) => state === 'open');
  const last = open === -1 ? steps.findLastIndex(({ state }) => state === 'ended') : open;
  const passed = steps.filter(({ state }) => state === 'passed over').map(({ label }) => label);
  const where = `${open === -1 ? 'Ended at' : 'At'} step ${last + 1} of ${steps.length}, ${steps[last]?.label ?? ''}`;
  if (passed.length === 0) return where;
  return `${where}; passed over: ${passed.join(', ')}`;
}
