import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { loadTexts } from "./app/texts/load-texts.ts";
import { startI18n } from "./shared/i18n/i18n.ts";
import { publishStyleNonce } from "./shared/ui/style-nonce.ts";
import "./app/app.css";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root");
publishStyleNonce();
await startI18n(loadTexts);
createRoot(root).render(<App />);
