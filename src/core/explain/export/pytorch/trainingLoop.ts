/** The trainer's loop in Python. A function of the constants above it in the script. */
export const trainingLoop = `
def split_rows():
    """Rows to train on and rows held out, as the tutor draws them."""
    rows = list(range(ROWS))
    count = max(1, math.floor(ROWS * VALIDATE + 0.5)) if VALIDATE > 0 else 0
    count = max(0, min(count, ROWS - 1))
    if count == 0:
        return rows, []
    drawn = Draws(f"{SEED}:validate").shuffled(rows)
    return sorted(drawn[count:]), sorted(drawn[:count])


def gradient_step(model, batch, data, rank, world):
    """Leaves the gradient over the whole batch in the parameters, and answers the batch's loss."""
    share = batch[rank::world]
    weight = len(share) / len(batch) if batch else 1 / world
    total = torch.zeros((), device=next(model.parameters()).device)
    model.zero_grad()
    if weight > 0:
        loss, _ = model(*(part[share] for part in data))
        # A loss that is a mean over rows is the mean of its shares, weighted by their rows.
        (loss * weight).backward()
        total += loss.detach() * weight
    if world > 1:
        distributed.all_reduce(total)
        for parameter in model.parameters():
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
            distributed.all_reduce(parameter.grad)
    return total.item()


def train(lr, momentum, device="cpu", rank=0, world=1):
    """Answers the model, the loss of every step before its update, and the rows held out."""
    model = Model().to(device)
    data = [part.to(device) for part in DATA]
    optimizer = make_optimizer(model, lr, momentum)
    rows, held_out = split_rows()
    size = min(BATCH or ROWS, len(rows))
    steps_per_epoch = math.ceil(len(rows) / size) if rows else 1
    steps = STEPS if STEPS is not None else EPOCHS * steps_per_epoch
    losses = []
    while len(losses) < steps:
        epoch, place = divmod(len(losses), steps_per_epoch)
        if place == 0:
            order = Draws(f"{SEED}:epoch {epoch}").shuffled(rows) if SHUFFLE and steps_per_epoch > 1 else rows
            for group in optimizer.param_groups:
                group["lr"] = lr * LR_DECAY**epoch
        batch = order[place * size : (place + 1) * size]
        losses.append(gradient_step(model, batch, data, rank, world))
        if not math.isfinite(losses[-1]):
            break
        optimizer.step()
    return model, losses, held_out


def gradients(device="cpu"):
    """The gradient of the loss over all rows at the start."""
    model = Model().to(device)
    gradient_step(model, list(range(ROWS)), [part.to(device) for part in DATA], 0, 1)
    return {name: parameter.grad.tolist() for name, parameter in model.named_parameters()}


def main():
    world = int(os.environ.get("WORLD_SIZE", "1"))
    rank = int(os.environ.get("RANK", "0"))
    cuda = torch.cuda.is_available()
    device = f"cuda:{os.environ.get('LOCAL_RANK', '0')}" if cuda else "cpu"
    if world > 1:
        distributed.init_process_group("nccl" if cuda else "gloo")
    for run in RUNS:
        model, losses, held_out = train(**run, device=device, rank=rank, world=world)
        if rank != 0:
            continue
        shown = ", ".join(f"{name}={value}" for name, value in run.items())
        print(f"{shown}: loss {losses[0]:.6g} -> {losses[-1]:.6g} in {len(losses)} steps")
        with torch.no_grad():
            rows = held_out or list(range(ROWS))
            loss, metric = model(*(part.to(device)[rows] for part in DATA))
            print(f"    {'held-out' if held_out else 'final'} loss {loss.item():.6g}", end="")
            print("" if metric is None else f", metric {metric.item():.6g}")
    if world > 1:
        distributed.destroy_process_group()


if __name__ == "__main__":
    main()
`.trim();
