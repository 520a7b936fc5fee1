from hillclimb.content import Block, figure_name, lesson_blocks, read_pack
from hillclimb.content.examples import Picture, fences, pictures

from .conftest import TINY

TEXT = """# T

```python
print(1)
```

words between

```output
1
```

~~~python
x = '''
```
'''
~~~
```text
not run
```
```output
belongs to nobody
```
````python
print("```")
````
"""


def test_python_blocks_come_with_the_output_below_them_and_their_line():
    assert lesson_blocks(TEXT) == (
        Block(code="print(1)", output="1", line=4),
        Block(code="x = '''\n```\n'''", output="", line=14),
        Block(code='print("```")', output="", line=25),
    )


def test_a_block_that_is_never_closed_is_told():
    assert [fence.closed for fence in fences("```python\nx = 1\n```\n```python\ny = 2\n")] == [True, False]


def test_the_lessons_of_the_tiny_pack_print_what_they_say(capsys):
    for block in lesson_blocks(read_pack(TINY).pack.lesson("doubling")):
        if not block.figure:
            exec("herd = 2\n" + block.code, {})
            assert capsys.readouterr().out.strip() == block.output


PICTURED = """```figure
ax.plot([1])
```
![a [line]](figures/x.svg "what it says")

words ![in a line](figures/y.svg) go on
```text
![not an image](figures/z.svg "t")
```
![untitled](figures/x-2.svg)
"""


def test_a_figure_is_a_block_that_draws():
    assert lesson_blocks(PICTURED) == (Block(code="ax.plot([1])", line=2, figure=True),)


def test_images_are_found_with_what_is_seen_and_meant_outside_code_and_sentences():
    assert pictures(PICTURED) == (
        Picture(file="figures/x.svg", alt="a [line]", title="what it says", line=4),
        Picture(file="figures/x-2.svg", alt="untitled", title="", line=10),
    )


def test_the_figures_of_a_lesson_are_numbered_from_the_second():
    assert [figure_name("glm", number) for number in range(3)] == [
        "figures/glm.svg",
        "figures/glm-2.svg",
        "figures/glm-3.svg",
    ]
