import { Component, type ComponentType, type JSX } from 'preact';

/** A component that is drawn anew only when one of its properties is another: for what there are hundreds of. It may use no hooks. */
export function memo<Properties extends object>(
  draw: (properties: Properties) => JSX.Element,
): ComponentType<Properties> {
  return class extends Component<Properties> {
    override shouldComponentUpdate(next: Properties): boolean {
      const before = this.props as Properties;
      const keys = Object.keys(next) as (keyof Properties)[];
      return keys.length !== Object.keys(before).length || keys.some((key) => next[key] !== before[key]);
    }

    override render(): JSX.Element {
      return draw(this.props as Properties);
    }
  };
}
