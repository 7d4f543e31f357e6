/** `GET /-/traces/{id}/agent-text`: a trace as Markdown that fits a context window, to be copied into the chat of a coding agent. */
export interface AgentTextAnswer {
  readonly text: string;
}
