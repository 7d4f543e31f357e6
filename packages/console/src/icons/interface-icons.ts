/** Drawings of the console itself, in the manner of the resource icons. */
export const INTERFACE_ICONS = {
  logo: 'M4.500 6.500h9M8 12h11.500M11 17.500h6',
  map: 'M6.500 8.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM17.500 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM6.500 20.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM8.800 7l6.500 4M8.800 17l6.500-4',
  traces: 'M4 6h10M7 10.500h13M7 15h8M10 19.500h7',
  errors: 'M8.500 3.500h7l5 5v7l-5 5h-7l-5-5v-7zM12 8v5M12 16h.01',
  intake: 'M12 3.500v11M7.500 10l4.500 4.500 4.500-4.500M4 16.500v4h16v-4',
  settings:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM9 19.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
  help: 'M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17ZM9.700 9.500a2.300 2.300 0 1 1 3.400 2.100c-.8.400-1.100.900-1.100 1.700M12 16.300h.01',
  theme: 'M12 3.500a8.500 8.500 0 1 0 0 17zM12 3.500a8.500 8.500 0 0 1 0 17',
  copy: 'M9 9h10.500v10.500H9zM15 9V4.500H4.500V15H9',
  external: 'M13.500 5h5.500v5.500M19 5l-8 8M16 13.500V19H5V8h5.500',
  down: 'M6 9.500l6 6 6-6',
  right: 'M9.500 6l6 6-6 6',
  left: 'M14.500 6l-6 6 6 6',
  close: 'M6 6l12 12M18 6 6 18',
  search: 'M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13ZM15.300 15.300 20 20',
  pause: 'M9 6v12M15 6v12',
  play: 'M8 5.500v13l10-6.500z',
  more: 'M5.500 12h.01M12 12h.01M18.500 12h.01',
  filter: 'M4 6h16M7 12h10M10 18h4',
  'pane-beside': 'M4 5h16v14H4zM14 5v14',
  'pane-below': 'M4 5h16v14H4zM4 14h16',
} as const;

export type InterfaceIcon = keyof typeof INTERFACE_ICONS;
