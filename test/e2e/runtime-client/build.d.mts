export function runtimeClient(): { file: string } | { reason: string };
