-- Written by hand: Prisma has no words for these tables (docs/decisions/0012).

-- The words of titles and transcripts. Each word is once in the texts of a session: ' one two three'.
CREATE TABLE "search_text" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE NO ACTION,
    "ofTitle" INTEGER NOT NULL,
    "words" TEXT NOT NULL
);
CREATE INDEX "search_text_session" ON "search_text"("sessionId", "ofTitle");

-- Words arrive split and folded, so the simplest tokenizer takes them as they are.
CREATE VIRTUAL TABLE "search_index" USING fts5(
    "words", content='search_text', content_rowid='id', tokenize='ascii', detail='none', columnsize=0
);
CREATE TRIGGER "search_text_insert" AFTER INSERT ON "search_text" BEGIN
    INSERT INTO "search_index"("rowid", "words") VALUES (new."id", new."words");
END;
CREATE TRIGGER "search_text_delete" AFTER DELETE ON "search_text" BEGIN
    INSERT INTO "search_index"("search_index", "rowid", "words") VALUES ('delete', old."id", old."words");
END;
CREATE TRIGGER "search_text_update" AFTER UPDATE ON "search_text" BEGIN
    INSERT INTO "search_index"("search_index", "rowid", "words") VALUES ('delete', old."id", old."words");
    INSERT INTO "search_index"("rowid", "words") VALUES (new."id", new."words");
END;

-- What is in the log and not yet in the index. Seq 0 is the title.
CREATE TABLE "search_backlog" (
    "sessionId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL
);
INSERT INTO "search_backlog" SELECT "sessionId", "seq" FROM "event"
    WHERE "type" IN ('block.completed', 'run.queued', 'run.edited', 'run.failed', 'tool.called', 'tool.completed', 'tool.failed', 'question.asked')
    ORDER BY "sessionId", "seq";
INSERT INTO "search_backlog" SELECT "sessionId", 0 FROM "session_detail" WHERE "title" IS NOT NULL;

-- Titles were looked through one by one.
DROP INDEX "session_detail_search";
ALTER TABLE "session_detail" DROP COLUMN "searchText";
