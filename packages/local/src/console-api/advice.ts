import type { Note } from '@otel-xray/console/contract';
import type { Diagnostic } from '../ground/repair.ts';

/** A diagnostic with what to do about it. */
export function toNote({ code, id, message, at, shift }: Diagnostic): Note {
  return {
    code,
    message,
    advice: adviceFor(code),
    ...(id !== '' && { entity: id }),
    ...(at !== undefined && { at }),
    ...(shift !== undefined && { shift }),
  };
}

/** Cures of diagnostics by kind, one line each. */
export function adviceFor(code: string): string {
  return ADVICE[code] ?? 'Compare the document as received with the one assembled.';
}

const ADVICE: Readonly<Record<string, string>> = {
  'repaired-id': 'Send ids as 16 lower-case hex digits; AWS refuses others.',
  'repaired-trace-id': 'Send the trace id in lower case; AWS refuses others.',
  'repaired-parent-id': 'Send parent_id as 16 hex digits, or leave it out on a root.',
  'repaired-name': 'Use letters, digits, spaces and _ . : / % & # = + \\ - @ only, at most 200 characters.',
  'repaired-annotation': 'Annotations are text, numbers or booleans; put anything else into metadata.',
  'repaired-time': 'Send start_time, and end_time or in_progress, in epoch seconds on every subsegment.',
  'status-without-fault':
    'Set fault for 5xx, error for 4xx, throttle for 429: X-Ray goes by the flags, not by the status.',
  repeated: 'Send each finished segment once; of two that differ the later one shows.',
  'id-used-twice': 'Give every segment and subsegment an id of its own.',
  'parent-missing': 'Wait, or look for the parent among the rejected documents; AWS would not show this part.',
  cycle: 'Check what sets parent_id: an entity is its own ancestor.',
  'document-split': 'Nothing is lost; segments of fewer subsegments, or with less metadata, stay in one document.',
  'document-cut': 'Send less: long texts belong into logs, where the trace id leads to them.',
  'document-too-large': 'Send subsegments as documents of their own, or less metadata: X-Ray would not have this one.',
  'trace-too-large': 'Split long work into several traces, linked to each other.',
  'trace-unreadable': 'Look at the documents as received, and report the trace as a bug of Local X-Ray; they are kept.',
  'clock-skew': 'Synchronise the clocks of both machines; the view can be shifted meanwhile.',
  'trace-id-time':
    'Use an id generator that puts the time into the first eight digits; here the start of the trace counts instead.',
};
