// Shows /api/v1/openapi.json. Everything of it becomes text, never markup.
const words = {
  en: {
    language: "中文",
    search: "Search",
    document: "OpenAPI document",
    parameters: "Parameters",
    body: "Body",
    answer: "Answer",
    errors: "Errors",
    required: "required",
    standard: "default",
    none: "No route has these words.",
    failed: "The document could not be loaded. Log in, or check that the server runs.",
    tags: { alerts: "Alerts", rules: "Rules", events: "Events", status: "Status", access: "Access" },
  },
  "zh-CN": {
    language: "English",
    search: "搜索",
    document: "OpenAPI 文档",
    parameters: "参数",
    body: "请求正文",
    answer: "响应",
    errors: "错误",
    required: "必填",
    standard: "默认值",
    none: "没有匹配的接口。",
    failed: "无法加载文档。请先登录，或检查服务器是否正在运行。",
    tags: { alerts: "告警", rules: "规则", events: "事件", status: "状态", access: "访问控制" },
  },
};

const asked = new URLSearchParams(location.search).get("lang") ?? navigator.language;
let language = asked.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
let api;

const find = (id) => document.getElementById(id);

function element(name, { text, ...attributes } = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  if (text !== undefined) made.textContent = text;
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** A sentence in which `words` are code. */
function sentence(text) {
  const parts = (text ?? "")
    .split("`")
    .map((part, at) => (at % 2 === 1 ? element("code", { text: part }) : part));
  return element("span", {}, ...parts);
}

/** What a value looks like, written as its JSON would be. */
function sketch(schema, indent = "", seen = []) {
  if (schema === undefined) return "";
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1);
    const meant = api.components.schemas[name];
    return seen.includes(name) ? name : sketch(meant, indent, [...seen, name]);
  }
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return either.map((one) => sketch(one, indent, seen)).join(" | ");
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (schema.type === "array") return `[ ${sketch(schema.items, indent, seen)} ]`;
  if (schema.type === "object" && schema.properties !== undefined) {
    const deeper = `${indent}  `;
    const lines = Object.entries(schema.properties).map(([name, member]) => {
      const mark = schema.required?.includes(name) ? "" : "?";
      const note = member.description === undefined ? "" : `  // ${member.description}`;
      return `${deeper}${name}${mark}: ${sketch(member, deeper, seen)}${note}`;
    });
    return `{\n${lines.join("\n")}\n${indent}}`;
  }
  if (schema.type === "object") {
    const { additionalProperties: members } = schema;
    return typeof members === "object" ? `{ …: ${sketch(members, indent, seen)} }` : "{ … }";
  }
  return schema.format ?? schema.type ?? "any";
}

function parameterRow(parameter) {
  const { schema } = parameter;
  const facts = [
    sketch(schema),
    parameter.required ? words[language].required : "",
    schema.default === undefined ? "" : `${words[language].standard} ${JSON.stringify(schema.default)}`,
  ].filter((fact) => fact !== "");
  return element(
    "tr",
    {},
    element("td", {}, element("code", { text: parameter.name })),
    element("td", { class: "quiet", text: facts.join(" · ") }),
    element("td", {}, sentence(parameter.description)),
  );
}

function part(title, ...children) {
  return children.length === 0 ? [] : [element("h3", { text: title }), ...children];
}

function inside(operation) {
  const said = words[language];
  const answers = Object.entries(operation.responses);
  const good = answers.filter(([status]) => status < 300);
  const bad = answers.filter(([status]) => status >= 300);
  const parameters = operation.parameters ?? [];
  const body = operation.requestBody?.content["application/json"].schema;
  return element(
    "div",
    { class: "inside" },
    ...operation.description.split("\n\n").map((text) => element("p", {}, sentence(text))),
    ...(parameters.length === 0
      ? []
      : part(said.parameters, element("table", {}, ...parameters.map(parameterRow)))),
    ...(body === undefined ? [] : part(said.body, element("pre", { text: sketch(body) }))),
    ...part(
      said.answer,
      ...good.flatMap(([status, { description, content }]) => [
        element("p", {}, element("code", { text: status }), " ", sentence(description)),
        ...Object.entries(content ?? {}).flatMap(([type, { schema }]) => [
          element("p", { class: "quiet", text: type }),
          element("pre", { text: sketch(schema) }),
        ]),
      ]),
    ),
    ...part(
      said.errors,
      element(
        "p",
        {},
        ...bad.flatMap(([status, { description }]) => [
          element("code", { text: status }),
          " ",
          sentence(description),
          " ",
        ]),
      ),
    ),
  );
}

function routes() {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
}

function show() {
  const said = words[language];
  document.documentElement.lang = language;
  find("language").textContent = said.language;
  find("search-label").firstElementChild.textContent = said.search;
  find("document").textContent = said.document;
  if (api === undefined) return;
  const wanted = find("search").value.toLowerCase().trim().split(/\s+/);
  const shown = routes().filter(({ path, method, operation }) => {
    const text = `${method} ${path} ${operation.summary} ${operation.description}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const contents = [];
  const sections = [];
  for (const { name, description } of api.tags) {
    const own = shown.filter(({ operation }) => operation.tags.includes(name));
    if (own.length === 0) continue;
    contents.push(element("h2", { text: said.tags[name] ?? name }));
    sections.push(
      element("h2", { text: said.tags[name] ?? name }),
      element("p", { class: "quiet", text: description }),
    );
    for (const { path, method, operation } of own) {
      const id = operation.operationId;
      contents.push(element("a", { href: `#${id}`, text: operation.summary }));
      const details = element(
        "details",
        { id },
        element(
          "summary",
          {},
          element("span", { class: `method ${method}`, text: method.toUpperCase() }),
          element("code", { text: path }),
          element("span", { class: "quiet", text: ` — ${operation.summary}` }),
        ),
      );
      // Its inside is made when somebody looks.
      details.addEventListener("toggle", () => {
        if (details.open && details.children.length === 1) details.append(inside(operation));
      });
      sections.push(details);
    }
  }
  find("contents").replaceChildren(...contents);
  find("routes").replaceChildren(...(sections.length === 0 ? [element("p", { text: said.none })] : sections));
  openNamed();
}

function openNamed() {
  const named = find(location.hash.slice(1));
  if (named?.tagName === "DETAILS") {
    named.open = true;
    named.scrollIntoView();
  }
}

async function load() {
  show();
  try {
    const answer = await fetch("/api/v1/openapi.json");
    if (!answer.ok) throw new Error(String(answer.status));
    api = await answer.json();
    show();
  } catch {
    find("routes").replaceChildren(element("p", { class: "failure", text: words[language].failed }));
  }
}

find("search").addEventListener("input", show);
find("language").addEventListener("click", () => {
  language = language === "en" ? "zh-CN" : "en";
  show();
});
addEventListener("hashchange", openNamed);
load();
