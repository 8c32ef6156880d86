// @ts-check
// node scripts/check-docs.js [FOLDER]: finds links between Markdown pages that lead nowhere, pages of docs/ that docs/README.md
// does not list, and guides whose two languages are not the same page. Prints a line for each; exit code 1 where there are any.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const passedOver = new Set(["node_modules", "dist", "assets", ".git", "coverage"]);
const translated = ".zh-CN.md";

const root = process.argv[2] ?? fileURLToPath(new URL("..", import.meta.url));
const problems = checkDocs(root);
for (const problem of problems) console.log(problem);
console.log(problems.length === 0 ? "docs: nothing to put right" : `docs: ${problems.length} to put right`);
process.exitCode = problems.length === 0 ? 0 : 1;

/**
 * @typedef {object} Page
 * @property {string} path from the root
 * @property {readonly { readonly level: number, readonly anchor: string }[]} headings
 * @property {readonly { readonly line: number, readonly target: string }[]} links
 */

/**
 * @param {string} folder
 * @returns {readonly string[]}
 */
function checkDocs(folder) {
  const pages = new Map(markdownFiles(folder, "").map((path) => [path, readPage(folder, path)]));
  const all = [...pages.values()];
  return [
    ...all.flatMap((page) => page.links.flatMap((link) => linkProblem(folder, pages, page, link) ?? [])),
    ...unlistedPages(pages),
    ...unlikeTranslations(pages),
  ];
}

/**
 * @param {string} folder
 * @param {string} below
 * @returns {readonly string[]}
 */
function markdownFiles(folder, below) {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    if (entry.isDirectory()) return passedOver.has(entry.name) ? [] : markdownFiles(folder, path);
    return entry.isFile() && entry.name.endsWith(".md") ? [path] : [];
  });
}

/**
 * @param {string} folder
 * @param {string} path
 * @returns {Page}
 */
function readPage(folder, path) {
  /** @type {{ level: number, anchor: string }[]} */
  const headings = [];
  /** @type {{ line: number, target: string }[]} */
  const links = [];
  /** @type {Map<string, number>} */
  const seen = new Map();
  let fence = "";
  for (const [at, written] of readFileSync(join(folder, path), "utf8").split("\n").entries()) {
    const [, mark = ""] = /^\s*(`{3,}|~{3,})/.exec(written) ?? [];
    if (fence !== "") {
      // A fence ends with one that is at least as long.
      if (mark.startsWith(fence) && written.trim() === mark) fence = "";
      continue;
    }
    if (mark !== "") {
      fence = mark;
      continue;
    }
    const [, hashes, title] = /^(#{1,6})\s+(.*)$/.exec(written) ?? [];
    if (hashes !== undefined && title !== undefined) {
      const slug = slugOf(title);
      const times = seen.get(slug) ?? 0;
      seen.set(slug, times + 1);
      headings.push({ level: hashes.length, anchor: times === 0 ? slug : `${slug}-${times}` });
    }
    const text = written.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/g, "");
    for (const [, target = ""] of text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)) {
      links.push({ line: at + 1, target });
    }
    const [, defined] = /^\s{0,3}\[[^\]]+\]:\s+<?([^\s>]+)/.exec(text) ?? [];
    if (defined !== undefined) links.push({ line: at + 1, target: defined });
  }
  return { path, headings, links };
}

/**
 * What GitHub makes of a heading.
 * @param {string} title
 */
function slugOf(title) {
  return title
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}

/**
 * @param {string} folder
 * @param {ReadonlyMap<string, Page>} pages
 * @param {Page} page
 * @param {{ readonly line: number, readonly target: string }} link
 */
function linkProblem(folder, pages, page, { line, target }) {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined;
  const [file = "", anchor] = target.split("#", 2).map(decodeURIComponent);
  const path = file === "" ? page.path : relative(folder, join(folder, dirname(page.path), file));
  const where = `${page.path}:${line}`;
  if (path.startsWith("..")) return `${where}: ${target} leads out of the repository`;
  if (!existsSync(join(folder, path))) return `${where}: there is no ${target}`;
  if (anchor === undefined || statSync(join(folder, path)).isDirectory()) return undefined;
  const linked = pages.get(path);
  if (linked === undefined || linked.headings.some((heading) => heading.anchor === anchor)) return undefined;
  return `${where}: ${path} has no heading #${anchor}`;
}

/**
 * Pages of docs/ that the list of all pages does not lead to. Folders in it are lists of their own.
 * @param {ReadonlyMap<string, Page>} pages
 */
function unlistedPages(pages) {
  const list = pages.get("docs/README.md");
  const listed = new Set(list?.links.map(({ target }) => join("docs", target.split("#", 1)[0] ?? "")));
  return [...pages.keys()]
    .filter((path) => /^docs\/(guide\/)?[^/]+\.md$/.test(path) && path !== "docs/README.md")
    .filter((path) => !listed.has(path))
    .map((path) => `docs/README.md: ${path} is not listed`);
}

/**
 * @param {ReadonlyMap<string, Page>} pages
 */
function unlikeTranslations(pages) {
  return [...pages.values()].flatMap(({ path, headings }) => {
    if (!path.startsWith("docs/guide/")) return [];
    if (path.endsWith(translated)) {
      const original = path.replace(translated, ".md");
      return pages.has(original) ? [] : [`${path}: there is no ${original}`];
    }
    const twin = pages.get(path.replace(/\.md$/, translated));
    if (twin === undefined) return [`${path}: there is no ${path.replace(/\.md$/, translated)}`];
    const levels = headings.map(({ level }) => level).join("");
    if (levels === twin.headings.map(({ level }) => level).join("")) return [];
    return [`${twin.path}: its headings are others than those of ${path}`];
  });
}
