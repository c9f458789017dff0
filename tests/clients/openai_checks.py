"""The official OpenAI library, pointed at the server."""

import openai

QUESTION = "Was Tully Sandiford the keeper at Top Lock?"
OFF_TOPIC = "Which country won the 1990 football World Cup?"
WORDS = "Tully Sandiford. He was keeper at Top Lock"


def checks(place):
    for check in [whole, streamed, not_found, parts, models, errors]:
        yield f"OpenAI: {check.__name__.replace('_', ' ')}", asking(place, check)


def asking(place, check):
    async def ask():
        url = f"{place.url}/v1"
        async with openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:
            await check(client)

    return ask


def user(text):
    return [{"role": "system", "content": "Be kind."}, {"role": "user", "content": text}]


async def whole(client):
    answer = await client.chat.completions.create(
        model="gpt-4o", messages=user(QUESTION), temperature=0.7, max_tokens=50, seed=1, user="me"
    )
    [choice] = answer.choices
    assert choice.finish_reason == "stop" and choice.message.role == "assistant"
    assert WORDS in choice.message.content and "Agnes" in choice.message.content
    assert "00:00:53" in choice.message.content
    assert answer.model == "whosaid-extractive"
    usage = answer.usage
    assert 0 < usage.prompt_tokens < usage.total_tokens
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert answer.whosaid["answerable"] is True


async def streamed(client):
    whole = await client.chat.completions.create(model="x", messages=user(QUESTION))
    stream = await client.chat.completions.create(
        model="x", messages=user(QUESTION), stream=True, stream_options={"include_usage": True}
    )
    chunks = [chunk async for chunk in stream]
    *parts, last, usage = chunks
    assert parts[0].choices[0].delta.role == "assistant"
    text = "".join(part.choices[0].delta.content for part in parts)
    assert text == whole.choices[0].message.content
    assert [part.choices[0].finish_reason for part in parts] == [None] * len(parts)
    assert last.choices[0].finish_reason == "stop"
    assert usage.choices == [] and usage.usage.completion_tokens > 0
    assert len({chunk.id for chunk in chunks}) == 1


async def not_found(client):
    answer = await client.chat.completions.create(model="x", messages=user(OFF_TOPIC))
    text = answer.choices[0].message.content
    assert text.startswith("Not found: ") and "nearest" in text and "— " in text, text


async def parts(client):
    text = [{"type": "text", "text": QUESTION}]
    answer = await client.chat.completions.create(model="x", messages=user(text))
    assert WORDS in answer.choices[0].message.content


async def models(client):
    listed = [model.id async for model in client.models.list()]
    assert listed == ["whosaid-extractive"], listed
    assert (await client.models.retrieve("whosaid-extractive")).owned_by == "whosaid"


async def errors(client):
    try:
        await client.chat.completions.create(model="x", messages=[])
        raise AssertionError("an empty conversation was answered")
    except openai.BadRequestError as error:
        assert (error.param, error.type) == ("messages", "invalid_request_error"), error
        assert error.code == "invalid_request" and "user" in error.message
    try:
        await client.models.retrieve("nothing")
        raise AssertionError("a model that there is not was found")
    except openai.NotFoundError as error:
        assert error.code == "not_found"
