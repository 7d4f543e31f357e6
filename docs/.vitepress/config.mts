import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { defineConfig } from 'vitepress';
import { PACKAGE_NAMES } from './package-names.mjs';

const docs = resolve(import.meta.dirname, '..');
const root = resolve(docs, '..');
const REPOSITORY = 'https://github.com/otel-xray/otel-xray';

/** A link to a file outside of `docs` leads to its page on the site, else to the repository. */
const outsideLink = (href: string, page: string): string => {
  const [path = '', anchor] = href.split('#');
  const target = relative(root, resolve(docs, page, '..', path));
  if (!href.startsWith('.') || target.startsWith('docs')) return href;
  const suffix = anchor === undefined ? '' : `#${anchor}`;
  const readme = /^packages\/([\w-]+)(?:\/README\.md)?\/?$/.exec(target)?.[1];
  if (readme !== undefined && PACKAGE_NAMES.includes(readme)) return `/packages/${readme}${suffix}`;
  return `${REPOSITORY}/tree/main/${target}${suffix}`;
};

const page = (text: string, link: string) => ({ text, link });

export default defineConfig({
  title: 'otel-xray',
  description: 'AWS X-Ray for OpenTelemetry JS, and X-Ray itself on your machine.',
  cleanUrls: true,
  lastUpdated: false,
  srcExclude: ['packages/README.md'],
  markdown: {
    languageAlias: { mjs: 'js' },
    config(md) {
      md.core.ruler.push('outside-links', (state) => {
        const path = (state.env as { relativePath?: string }).relativePath ?? '';
        // READMEs have links relative to their own folder.
        const name = /^packages\/([\w-]+)\.md$/.exec(path)?.[1];
        const from = name === undefined ? path : `../packages/${name}/README.md`;
        for (const { children } of state.tokens)
          for (const token of children ?? []) {
            const href = token.type === 'link_open' ? token.attrGet('href') : null;
            if (href) token.attrSet('href', outsideLink(href, from));
          }
      });
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    nav: [
      page('Start', '/start'),
      page('Local X-Ray', '/local/'),
      page('Migration', '/migration'),
      page('Playground', '/playground'),
      page('Reference', '/packages/register'),
    ],
    sidebar: [
      {
        text: 'Start',
        items: [
          page('Trace a service', '/start'),
          page('Comparison', '/comparison'),
          page('Limits', '/limits'),
          page('Playground', '/playground'),
          page('Glossary', '/glossary'),
        ],
      },
      {
        text: 'Frameworks',
        items: ['Express', 'Fastify', 'NestJS', 'Koa', 'Hono', 'Next.js'].map((name) =>
          page(name, `/frameworks/${name.toLowerCase().replace('.', '')}`),
        ),
      },
      {
        text: 'Where it runs',
        items: [
          page('Lambda', '/lambda'),
          page('ECS', '/ecs'),
          page('EC2', '/ec2'),
          page('EKS', '/eks'),
          page('Bundlers', '/bundlers'),
          page('Bun and Deno', '/bun-and-deno'),
        ],
      },
      {
        text: 'Traces',
        items: [
          page('Sampling', '/sampling'),
          page('Annotations and metadata', '/annotations'),
          page('Errors', '/errors'),
          page('Logs', '/logs'),
          page('Health checks', '/health-checks'),
          page('Application Signals', '/application-signals'),
        ],
      },
      {
        text: 'Local X-Ray',
        items: [
          page('On a laptop', '/local/'),
          page('In tests', '/local/tests'),
          page('In CI', '/local/ci'),
          page('Beside other tools', '/local/recipes'),
          page('For agents', '/local/agents'),
          page('Console', '/console'),
        ],
      },
      { text: 'From the X-Ray SDK', items: [page('Guide', '/migration'), page('Codemod rules', '/codemod-rules')] },
      { text: 'Packages', collapsed: true, items: PACKAGE_NAMES.map((name) => page(name, `/packages/${name}`)) },
      ...(existsSync(join(docs, 'reference/index.md'))
        ? [{ text: 'Types', items: [page('All exports', '/reference/')] }]
        : []),
      { text: 'Project', collapsed: true, items: [page('Decisions', '/decisions/')] },
    ],
    footer: { message: 'Apache-2.0' },
  },
  vite: {
    resolve: {
      alias: {
        'node:module': join(docs, '.vitepress/theme/node-module.ts'),
        '@otel-xray/translator': join(root, 'packages/translator/dist/esm/index.js'),
        '@otel-xray/format': join(root, 'packages/format/dist/esm/index.js'),
      },
    },
  },
});
