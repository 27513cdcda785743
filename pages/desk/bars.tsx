const WIDTH = 400;

/**
 * A line of a table as bars: full for the period, outlined under it for the one before. The number stands beside it in the table, so the
 * drawing is hidden from those who hear the page. Shapes and not colours tell the two apart; it prints as it stands.
 */
export const Bars = ({ value, before, longest }: { value?: number; before?: number; longest: number }) => {
  const long = (one: number) => Math.max(1, Math.round((one / longest) * (WIDTH - 2)));
  if (longest === 0 || (value === undefined && before === undefined)) return null;
  return (
    <svg
      class="app-bars"
      aria-hidden="true"
      focusable="false"
      width="100%"
      height="16"
      viewBox={`0 0 ${WIDTH} 16`}
      preserveAspectRatio="none"
      fill="currentColor"
    >
      {value ? <rect x="0" y="0" width={long(value)} height="8" /> : null}
      {before ? (
        <rect
          x="0.5"
          y="10"
          width={long(before)}
          height="5"
          fill="none"
          stroke="currentColor"
          vector-effect="non-scaling-stroke"
        />
      ) : null}
    </svg>
  );
};
