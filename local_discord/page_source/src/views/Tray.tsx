// The files that go with the message being written.
import { useEffect, useState } from "preact/hooks";
import { File as FileIcon, Trash2 } from "lucide-preact";
import { files } from "../state/draft";
import { say } from "../text/words";

export function Tray() {
  return (
    <ul class="tray" aria-label={say("attach")}>
      {files.value.map((one, index) => (
        <li key={`${one.name}${index}`} class="tray-file" data-testid="attached-file">
          <Thumb file={one} />
          <span>{one.name}</span>
          <button
            type="button"
            class="icon-button"
            aria-label={say("remove-file", { name: one.name })}
            onClick={() => {
              files.value = files.value.filter((each) => each !== one);
            }}
          >
            <Trash2 size={18} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Thumb({ file }: { file: File }) {
  const [url, setUrl] = useState("");
  useEffect(() => {
    if (!file.type.startsWith("image/")) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  if (url === "") return <FileIcon size={64} strokeWidth={1} aria-hidden="true" />;
  return <img src={url} alt="" />;
}
