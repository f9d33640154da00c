-- Written by hand: Prisma has no words for these tables (docs/decisions/0012).

-- The words of titles and transcripts. Each word is once in the texts of a session.
CREATE TABLE "search_text" (
    "id" BIGINT GENERATED ALWAYS AS IDENTITY,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "ofTitle" BOOLEAN NOT NULL,
    "words" TSVECTOR NOT NULL,

    CONSTRAINT "search_text_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "search_text_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX "search_text_session" ON "search_text"("sessionId", "ofTitle");
-- Whoever searches should not have to look through a list of what is still to be sorted in.
CREATE INDEX "search_index" ON "search_text" USING GIN ("words") WITH (fastupdate = off);

-- What is in the log and not yet in the index. Seq 0 is the title.
CREATE TABLE "search_backlog" (
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "seq" INTEGER NOT NULL
);
INSERT INTO "search_backlog" SELECT "sessionId", "seq" FROM "event"
    WHERE "type" IN ('block.completed', 'run.queued', 'run.edited', 'run.failed', 'tool.called', 'tool.completed', 'tool.failed', 'question.asked')
    ORDER BY "sessionId", "seq";
INSERT INTO "search_backlog" SELECT "sessionId", 0 FROM "session_detail" WHERE "title" IS NOT NULL;

-- Titles were looked through one by one.
DROP INDEX "session_detail_search";
ALTER TABLE "session_detail" DROP COLUMN "searchText";
