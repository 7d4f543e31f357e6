import type { JSX } from 'preact';

const HEIGHT = 18;
const STEP = 6;

/** A few numbers as bars in a line of text. */
export function Spark({ values, label }: { values: readonly number[]; label: string }): JSX.Element {
  const most = Math.max(1, ...values);
  return (
    <svg class="spark" width={values.length * STEP} height={HEIGHT} role="img" aria-label={label}>
      {values.map((value, index) => {
        const height = value === 0 ? 1 : Math.max(2, (value / most) * HEIGHT);
        return <rect key={index} x={index * STEP} y={HEIGHT - height} width={STEP - 1.5} height={height} />;
      })}
    </svg>
  );
}
