import { parse } from '@otel-xray/filter-expression';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { get } from '../api/client.ts';
import type { CompleteAnswer, FreeTextAnswer } from '../contract/index.ts';
import { type CompletionPlan, type Option, planCompletion, takeOption, toOption } from '../model/completion.ts';
import { describeProblem } from '../model/filter-problem.ts';
import { type FreeText, readFreeText, toFreeTextOption } from '../model/free-text.ts';
import { readPastedId } from '../model/pasted-id.ts';
import { type Route, toPage, withQuery } from '../model/route.ts';
import { describeFault } from '../state/faults.ts';
import { bindKeys } from '../state/keys.ts';
import { preferences, rememberFilter } from '../state/preferences.ts';
import { navigate, route, scope } from '../state/route.ts';
import { Broken } from '../ui/broken.tsx';
import { Icon } from '../ui/icon.tsx';
import { HighlightedFilter } from './highlighted-filter.tsx';

const MOST_OPTIONS = 12;
const ANNOUNCE_AFTER_MILLIS = 600;

/** A field for filter expressions, free text and ids: completes at the cursor, and marks mistakes in place. */
export function FilterBox(): JSX.Element {
  const applied = route.value?.query['filter'] ?? '';
  const [text, setText] = useState(applied);
  const [options, setOptions] = useState<readonly Option[]>([]);
  const [place, setPlace] = useState<Pick<CompletionPlan, 'offset' | 'length'>>({ offset: 0, length: 0 });
  const [chosen, setChosen] = useState(-1);
  const [scrollLeft, setScrollLeft] = useState(0);
  const [announced, setAnnounced] = useState('');
  // Why the values of the store could not be read.
  const [unread, setUnread] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const asked = useRef(0);

  // Another page or a click elsewhere changed the filter.
  useLayoutEffect(() => setText(applied), [applied]);
  useLayoutEffect(
    () =>
      bindKeys({
        '/': () => {
          input.current?.focus();
          input.current?.select();
        },
      }),
    [],
  );

  const { problems } = text.trim() === '' || readPastedId(text) ? { problems: [] } : parse(text);
  const [problem] = problems;
  // A completion that fits at the place of the problem answers it.
  const isAnswered = problem !== undefined && options.length > 0 && place.offset <= problem.offset + problem.length;
  const sentence = problem && !isAnswered ? describeProblem(problem) : '';
  useEffect(() => {
    const timer = setTimeout(() => setAnnounced(sentence), ANNOUNCE_AFTER_MILLIS);
    return () => clearTimeout(timer);
  }, [sentence]);

  const close = (): void => {
    asked.current++;
    setOptions([]);
    setUnread('');
    setChosen(-1);
  };
  const offer = async (now: string, caret: number): Promise<void> => {
    const request = ++asked.current;
    const plan = planCompletion(now, caret);
    setPlace(plan);
    setChosen(-1);
    setOptions(now.trim() === '' ? [] : plan.options.slice(0, MOST_OPTIONS));
    const free = caret === now.length && !readPastedId(now) ? readFreeText(now) : undefined;
    try {
      const [found, ...answers] = await Promise.all([
        free ? findFreeText(free) : [],
        ...plan.lookups.map(async (lookup) => {
          const { values } = await get<CompleteAnswer>('/-/complete', { ...lookup });
          return values.map(({ value, count }) => toOption(lookup, value, count));
        }),
      ]);
      if (request !== asked.current || now.trim() === '') return;
      setUnread('');
      const completions = [...answers.flat(), ...plan.options];
      // Free text replaces all of itself, of which a completion may be about the last word only.
      const fitting = free && plan.offset !== free.offset ? [] : completions;
      if (free && found.length > 0) setPlace(free);
      const options = found.length > 0 ? [...fitting.slice(0, MOST_OPTIONS - found.length), ...found] : completions;
      setOptions(options.slice(0, MOST_OPTIONS));
    } catch (error) {
      if (request === asked.current) setUnread(describeFault(error) ?? '');
    }
  };
  const put = (next: { text: string; caret: number }): void => {
    setText(next.text);
    // Immediately, not with the next render: the cursor must not move while the user types on.
    if (!input.current) return;
    input.current.value = next.text;
    input.current.setSelectionRange(next.caret, next.caret);
  };
  const take = (option: Option): void => {
    const next = takeOption(text, place, option);
    put(next);
    void offer(next.text, next.caret);
  };
  const run = (filter: string): void => {
    close();
    const pasted = readPastedId(filter);
    const from: Route = route.peek() ?? { page: 'traces', ids: [], query: {} };
    if (pasted) {
      setText(applied);
      navigate({ page: 'trace', ids: [pasted.traceId], query: pasted.entity ? { select: pasted.entity } : {} });
      input.current?.blur();
      return;
    }
    if (filter.trim() !== '' && !parse(filter).tree) return;
    rememberFilter(filter.trim());
    const isAboutFilter = from.page === 'traces' || from.page === 'service-map' || from.page === 'errors';
    const to = isAboutFilter ? from : toPage('traces', from);
    navigate(withQuery(to, { filter: filter.trim(), select: undefined, focus: undefined }));
    // The first row is where the next Enter should be.
    input.current?.blur();
    document.dispatchEvent(new CustomEvent('filter-run'));
  };
  const onEnter = (): void => {
    const option = options[chosen];
    if (option) {
      take(option);
      return;
    }
    const first = options[0];
    // An incomplete word or string: the first completion, if the expression is complete with it.
    if (first && text.trim() !== '' && !parse(text).tree && !readPastedId(text)) {
      const next = takeOption(text, place, first);
      if (parse(next.text).tree) {
        setText(next.text.trim());
        run(next.text);
        return;
      }
    }
    run(text);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const isOpen = options.length > 0;
    if (event.key === 'Enter') onEnter();
    else if (event.key === 'Escape') isOpen ? close() : input.current?.blur();
    else if (event.key === 'Tab' && isOpen && !event.shiftKey) take(options[Math.max(0, chosen)] as Option);
    else if (event.key === 'ArrowDown' && isOpen) setChosen((chosen + 1) % options.length);
    else if (event.key === 'ArrowUp' && isOpen) setChosen((chosen - 1 + options.length) % options.length);
    else if (event.key === 'ArrowUp') {
      setPlace({ offset: 0, length: text.length });
      setOptions(
        preferences
          .peek()
          .history.slice(0, MOST_OPTIONS)
          .map((each) => ({ text: each, hint: 'history' })),
      );
    } else if (event.key === ' ' && event.ctrlKey) void offer(text, input.current?.selectionStart ?? text.length);
    else return;
    event.preventDefault();
  };

  return (
    <div class="filter-box">
      <Icon name="search" />
      <div class="filter-field">
        <HighlightedFilter text={text} problems={problems} scrollLeft={scrollLeft} />
        <input
          ref={input}
          class="filter-input"
          type="text"
          role="combobox"
          aria-label="Filter expression, or a trace id to open"
          aria-expanded={options.length > 0}
          aria-controls="filter-options"
          aria-autocomplete="list"
          aria-invalid={sentence !== ''}
          aria-describedby={sentence === '' ? undefined : 'filter-problem'}
          {...(chosen >= 0 && { 'aria-activedescendant': `filter-option-${chosen}` })}
          placeholder={'Filter, such as service("orders") { fault }, or paste a trace id'}
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          value={text}
          onInput={(event) => {
            const { value, selectionStart } = event.currentTarget;
            setText(value);
            void offer(value, selectionStart ?? value.length);
          }}
          onPaste={(event) => {
            const pasted = event.clipboardData?.getData('text') ?? '';
            if (text.trim() !== '' || !readPastedId(pasted)) return;
            event.preventDefault();
            run(pasted);
          }}
          onScroll={(event) => setScrollLeft(event.currentTarget.scrollLeft)}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
      </div>
      {text !== '' && (
        <button
          type="button"
          class="button quiet"
          aria-label="Clear the filter"
          onClick={() => {
            setText('');
            run('');
          }}
        >
          <Icon name="close" size={14} />
        </button>
      )}
      <kbd aria-hidden="true">/</kbd>
      <span class="sr-only" role="status">
        {announced}
      </span>
      {(options.length > 0 || unread !== '' || (sentence !== '' && document.activeElement === input.current)) && (
        <div class="filter-drop">
          {sentence !== '' && (
            <p id="filter-problem" class="filter-problem">
              {sentence}
            </p>
          )}
          {unread !== '' && <Broken what="Values cannot be read" error={unread} />}
          <div id="filter-options" role="listbox" aria-label="Completions">
            {options.map((option, index) => (
              <div
                key={option.text}
                id={`filter-option-${index}`}
                role="option"
                aria-selected={index === chosen}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => take(option)}
              >
                <span class="mono ellipsis">{option.text}</span>
                <span class="muted">{option.hint}</span>
              </div>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

async function findFreeText({ text }: FreeText): Promise<Option[]> {
  const { start, end } = scope.peek();
  const range = { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
  const { terms } = await get<FreeTextAnswer>('/-/free-text', { text, ...range });
  return terms.map(toFreeTextOption);
}
